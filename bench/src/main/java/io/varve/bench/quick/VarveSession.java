package io.varve.bench.quick;

import io.varve.Durability;
import io.varve.MultiGet;
import io.varve.Store;
import io.varve.StoreCursor;
import io.varve.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// One thread's way into our store.
final class VarveSession implements Session {
    private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Store store;
    private final Durability durability;
    private final ByteBuffer key = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
    private final ByteBuffer value = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
    private final ByteBuffer keyRead = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
    private final MemorySegment keyReadSegment = MemorySegment.ofBuffer(keyRead);
    private final MemorySegment keySegment = MemorySegment.ofBuffer(key);
    private final MemorySegment valueSegment = MemorySegment.ofBuffer(value);
    private final MultiGet many = new MultiGet();
    private @Nullable WriteBatch batch;
    private @Nullable StoreCursor cursor;

    VarveSession(Store store, boolean isSynced) {
        this.store = store;
        this.durability = isSynced ? Durability.SYNC : Durability.PROCESS;
    }

    @Override
    public void put(long number) {
        Entries.key(key, number);
        Entries.value(value, number);
        store.put(keySegment, valueSegment, durability);
    }

    @Override
    public void putBatch(long first, int count) {
        WriteBatch filling = batch;
        if (filling == null) {
            filling = store.batch();
            batch = filling;
        }
        filling.clear();
        for (long number = first; number < first + count; number++) {
            Entries.key(key, number);
            Entries.value(value, number);
            filling.put(keySegment, valueSegment);
        }
        store.write(filling, durability);
    }

    @Override
    public boolean isAbsent(long number) {
        Entries.key(key, number);
        return store.get(keySegment, valueSegment) == Store.NOT_FOUND;
    }

    @Override
    public boolean getAll(long[] numbers) {
        many.clear();
        for (long number : numbers) {
            Entries.key(key, number);
            many.add(keySegment);
        }
        if (store.getAll(many) != numbers.length) {
            return false;
        }
        boolean isRight = true;
        for (int i = 0; i < numbers.length; i++) {
            isRight &= many.value(i, valueSegment) == Entries.VALUE_BYTES && Entries.isValue(value, numbers[i]);
        }
        return isRight;
    }

    @Override
    public int walk(long number, int most, Walk how) {
        StoreCursor walker = walker();
        Entries.key(key, number);
        int seen = 0;
        for (boolean on = walker.seek(keySegment); on && seen < most; seen++) {
            if (how == Walk.VIEWED) {
                MemorySegment memory = walker.memory();
                if (memory.get(BIG_ENDIAN_LONG, walker.keyOffset() + Long.BYTES)
                        != memory.get(BIG_ENDIAN_LONG, walker.valueOffset())) {
                    return -1;
                }
            } else if (walker.key(keyReadSegment) != Entries.KEY_BYTES
                    || walker.value(valueSegment) != Entries.VALUE_BYTES
                    || !Entries.belong(keyRead, value)) {
                return -1;
            }
            on = how == Walk.BACKWARD ? walker.previous() : walker.next();
        }
        return seen;
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
        Entries.key(key, number);
        return store.get(keySegment, valueSegment) == Entries.VALUE_BYTES && Entries.isValue(value, number);
    }
}
