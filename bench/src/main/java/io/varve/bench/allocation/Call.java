package io.varve.bench.allocation;

import io.varve.AsyncWrites;
import io.varve.Claim;
import io.varve.Durability;
import io.varve.Store;
import io.varve.WriteBatch;
import io.varve.WriteOptions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// What is asked of the store: the calls that take segments and promise to allocate nothing; and the wait for
/// a submitted write, which does not.
enum Call {
    PUT("put PROCESS"),
    PUT_SYNC("put SYNC"),
    GET("get"),
    BATCH("batch of 10"),
    SUBMIT("submit"),
    SUBMIT_AWAIT("submit, await"),
    CLAIM("claim, commit");

    /// So many keys, over and over: a memtable takes new versions of them.
    static final int KEYS = 64;

    private static final WriteOptions PROCESS = WriteOptions.of(Durability.PROCESS);

    private final String title;

    Call(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /// How many operations one call is.
    int operations() {
        return this == BATCH ? Batches.OPERATIONS : 1;
    }

    /// The calls of one thread.
    Work of(Store store) {
        Buffers buffers = new Buffers();
        return switch (this) {
            case PUT -> number -> store.put(buffers.key(number), buffers.value(), Durability.PROCESS);
            case PUT_SYNC -> number -> store.put(buffers.key(number), buffers.value(), Durability.SYNC);
            case GET ->
                number -> {
                    if (store.get(buffers.key(number), buffers.into()) != Buffers.VALUE_BYTES) {
                        throw new IllegalStateException("entry " + number + " is not there");
                    }
                };
            case BATCH -> new Batches(store, buffers);
            case SUBMIT -> new Submissions(store, buffers, false);
            case SUBMIT_AWAIT -> new Submissions(store, buffers, true);
            case CLAIM -> new Claims(store, buffers);
        };
    }

    /// A thread's key, value, and place to read into.
    record Buffers(MemorySegment keySegment, MemorySegment value, MemorySegment into) {
        static final int VALUE_BYTES = 100;

        Buffers() {
            this(direct(Long.BYTES), direct(VALUE_BYTES), direct(VALUE_BYTES));
        }

        MemorySegment key(long number) {
            keySegment.set(ValueLayout.JAVA_LONG, 0, number % KEYS);
            return keySegment;
        }

        private static MemorySegment direct(int bytes) {
            return MemorySegment.ofBuffer(ByteBuffer.allocateDirect(bytes + Long.BYTES))
                    .asSlice(0, bytes);
        }
    }

    private static final class Batches implements Work {
        private static final int OPERATIONS = 10;

        private final Store store;
        private final Buffers buffers;
        private final WriteBatch batch;

        Batches(Store store, Buffers buffers) {
            this.store = store;
            this.buffers = buffers;
            this.batch = store.batch();
        }

        @Override
        public void call(long number) {
            batch.clear();
            for (int i = 0; i < OPERATIONS; i++) {
                batch.put(buffers.key(number + i), buffers.value());
            }
            store.write(batch, Durability.PROCESS);
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    private static final class Submissions implements Work {
        private final AsyncWrites writes;
        private final Buffers buffers;
        private final boolean isAwaited;
        private long last = AsyncWrites.NOT_ADMITTED;

        Submissions(Store store, Buffers buffers, boolean isAwaited) {
            this.writes = store.async();
            this.buffers = buffers;
            this.isAwaited = isAwaited;
        }

        @Override
        public void call(long number) {
            last = writes.put(buffers.key(number), buffers.value(), PROCESS);
            if (isAwaited) {
                settle();
            }
        }

        @Override
        public void settle() {
            if (!writes.awaitVisible(last)) {
                throw new IllegalStateException("a write did not end");
            }
        }
    }

    private static final class Claims implements Work {
        private final AsyncWrites writes;
        private final Claim claim;
        private final MemorySegment value;
        private long last = AsyncWrites.NOT_ADMITTED;

        Claims(Store store, Buffers buffers) {
            this.writes = store.async();
            this.claim = writes.claim();
            this.value = buffers.value();
        }

        @Override
        public void call(long number) {
            claim.begin(Long.BYTES, Buffers.VALUE_BYTES, PROCESS);
            claim.key().putLong(0, number % KEYS);
            claim.value().putBytes(0, value);
            last = claim.commit();
        }

        @Override
        public void settle() {
            if (!writes.awaitVisible(last)) {
                throw new IllegalStateException("a write did not end");
            }
        }

        @Override
        public void close() {
            claim.close();
        }
    }
}
