package io.varve.bench.stores;

import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;
import org.jspecify.annotations.Nullable;

/// One thread's way into Xodus.
final class XodusSession extends HeapSession {
    private static final int MOST_IN_TRANSACTION = 1000;

    private final Environment environment;
    private final Store store;

    XodusSession(Environment environment, Store store, Entries entries) {
        super(entries);
        this.environment = environment;
        this.store = store;
    }

    private ByteIterable keyOf(long number) {
        return new ArrayByteIterable(key(number));
    }

    private ByteIterable valueOf(long number) {
        return new ArrayByteIterable(value(number));
    }

    @Override
    public void put(long number) {
        putBatch(number, 1);
    }

    /// A transaction is kept in memory until it is committed: its documentation wants them short.
    @Override
    public void putBatch(long first, int count) {
        for (int done = 0; done < count; done += MOST_IN_TRANSACTION) {
            putTogether(first + done, Math.min(MOST_IN_TRANSACTION, count - done));
        }
    }

    private void putTogether(long first, int count) {
        Transaction writing = environment.beginExclusiveTransaction();
        for (long number = first; number < first + count; number++) {
            store.put(writing, keyOf(number), valueOf(number));
        }
        end(writing);
    }

    @Override
    public void delete(long number) {
        Transaction writing = environment.beginExclusiveTransaction();
        store.delete(writing, keyOf(number));
        end(writing);
    }

    private static void end(Transaction writing) {
        if (!writing.commit()) {
            throw new IllegalStateException("xodus: an exclusive transaction was not committed");
        }
    }

    @Override
    public boolean get(long number) {
        Transaction reading = environment.beginReadonlyTransaction();
        try {
            ByteIterable found = store.get(reading, keyOf(number));
            return found != null && isRight(found.getBytesUnsafe(), found.getLength(), number);
        } finally {
            reading.abort();
        }
    }

    @Override
    public boolean isAbsent(long number) {
        Transaction reading = environment.beginReadonlyTransaction();
        try {
            return store.get(reading, keyOf(number)) == null;
        } finally {
            reading.abort();
        }
    }

    @Override
    public int walk(long number, int most, Walk how) {
        Transaction reading = environment.beginReadonlyTransaction();
        try (Cursor cursor = store.openCursor(reading)) {
            @Nullable ByteIterable first = cursor.getSearchKeyRange(keyOf(number));
            int seen = 0;
            begin();
            boolean on = first != null || (how == Walk.BACKWARD && cursor.getLast());
            while (on && seen < most) {
                ByteIterable key = cursor.getKey();
                ByteIterable value = cursor.getValue();
                if (!belong(how, key.getBytesUnsafe(), key.getLength(), value.getBytesUnsafe(), value.getLength())) {
                    return -1;
                }
                seen++;
                on = how == Walk.BACKWARD ? cursor.getPrev() : cursor.getNext();
            }
            return seen;
        } finally {
            reading.abort();
        }
    }

    @Override
    public void renew() {}
}
