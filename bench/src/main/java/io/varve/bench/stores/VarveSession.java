package io.varve.bench.stores;

import io.varve.AsyncWrites;
import io.varve.Durability;
import io.varve.MultiGet;
import io.varve.Store;
import io.varve.StoreCursor;
import io.varve.WriteBatch;
import io.varve.WriteOptions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// One thread's way into our store.
///
/// With a window, puts are visible in the order in which they were made, but not at once: such a session is for
/// writing.
final class VarveSession implements Session {
    private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /// A batch may have a quarter of a memtable: of the smallest that is opened here, and more than an entry's
    /// encoding takes.
    private static final int BATCH_BYTES = 1 << 20;

    private static final int BATCH_OVERHEAD = 64;

    private final Store store;
    private final Durability durability;
    private final Entries entries;
    private final int valueBytes;
    private final ByteBuffer key;
    private final ByteBuffer value;
    private final ByteBuffer keyRead;
    private final Digest digest = new Digest();
    private final MemorySegment keyReadSegment;
    private final MemorySegment keySegment;
    private final MemorySegment valueSegment;
    private final MultiGet many = new MultiGet();
    private final WriteOptions how;
    private final int window;
    private int ahead;
    private long turn;
    private @Nullable WriteBatch batch;
    private @Nullable StoreCursor cursor;

    VarveSession(Store store, Entries entries, Level level, int window) {
        this.window = window;
        this.store = store;
        this.entries = entries;
        this.valueBytes = entries.valueBytes();
        this.key = entries.keyBuffer();
        this.keyRead = entries.keyBuffer();
        this.keyReadSegment = MemorySegment.ofBuffer(keyRead);
        this.keySegment = MemorySegment.ofBuffer(key);
        this.value = entries.valueBuffer();
        this.valueSegment = MemorySegment.ofBuffer(value);
        this.durability = switch (level) {
            case SYNC -> Durability.SYNC;
            case PROCESS -> Durability.PROCESS;
            case NONE -> throw new IllegalArgumentException("a store without a log is not built yet");
        };
        this.how = WriteOptions.of(durability);
    }

    @Override
    public void put(long number) {
        entries.key(key, number);
        entries.value(value, number, turn++);
        if (window == 0) {
            store.put(keySegment, valueSegment, durability);
        } else {
            putInWindow();
        }
    }

    private void putInWindow() {
        AsyncWrites async = store.async();
        long position = async.put(keySegment, valueSegment, how);
        ahead++;
        if (ahead == window) {
            async.awaitVisible(position);
            ahead = 0;
        }
    }

    /// In as many batches as its limit wants.
    @Override
    public void putBatch(long first, int count) {
        int together = Math.max(1, BATCH_BYTES / (entries.bytes() + BATCH_OVERHEAD));
        for (int done = 0; done < count; done += together) {
            putTogether(first + done, Math.min(together, count - done));
        }
    }

    private void putTogether(long first, int count) {
        WriteBatch filling = batch;
        if (filling == null) {
            filling = store.batch();
            batch = filling;
        }
        filling.clear();
        for (long number = first; number < first + count; number++) {
            entries.key(key, number);
            entries.value(value, number, turn++);
            filling.put(keySegment, valueSegment);
        }
        store.write(filling, durability);
    }

    @Override
    public void delete(long number) {
        entries.key(key, number);
        store.delete(keySegment, how);
    }

    @Override
    public boolean isAbsent(long number) {
        entries.key(key, number);
        return store.get(keySegment, valueSegment) == Store.NOT_FOUND;
    }

    @Override
    public boolean getAll(long[] numbers) {
        many.clear();
        for (long number : numbers) {
            entries.key(key, number);
            many.add(keySegment);
        }
        if (store.getAll(many) != numbers.length) {
            return false;
        }
        boolean isRight = true;
        for (int i = 0; i < numbers.length; i++) {
            isRight &= many.value(i, valueSegment) == valueBytes && entries.isValue(value, numbers[i]);
        }
        return isRight;
    }

    @Override
    public int walk(long number, int most, Walk how) {
        StoreCursor walker = walker();
        entries.key(key, number);
        int seen = 0;
        boolean isViewed = how == Walk.VIEWED && entries.keys().kind() == Keys.Kind.PAIR;
        digest.begin();
        for (boolean on = walker.seek(keySegment); on && seen < most; seen++) {
            if (isViewed) {
                MemorySegment memory = walker.memory();
                if (memory.get(BIG_ENDIAN_LONG, walker.keyOffset() + Long.BYTES)
                        != memory.get(BIG_ENDIAN_LONG, walker.valueOffset())) {
                    return -1;
                }
            } else if (walker.key(keyReadSegment) != entries.keyBytes()
                    || walker.value(valueSegment) != valueBytes
                    || !entries.belong(keyRead, value)) {
                return -1;
            }
            digest.take(how, keyRead, value);
            on = how == Walk.BACKWARD ? walker.previous() : walker.next();
        }
        return seen;
    }

    @Override
    public long digest() {
        return digest.value();
    }

    /// Over what was there when it was first asked for.
    private StoreCursor walker() {
        StoreCursor open = cursor;
        if (open == null) {
            open = store.cursor();
            cursor = open;
        }
        return open;
    }

    @Override
    public void renew() {
        StoreCursor open = cursor;
        if (open != null) {
            open.close();
            cursor = null;
        }
    }

    @Override
    public void close() {
        StoreCursor open = cursor;
        if (open != null) {
            open.close();
        }
        WriteBatch filled = batch;
        if (filled != null) {
            filled.close();
        }
    }

    @Override
    public boolean get(long number) {
        entries.key(key, number);
        return store.get(keySegment, valueSegment) == valueBytes && entries.isValue(value, number);
    }
}
