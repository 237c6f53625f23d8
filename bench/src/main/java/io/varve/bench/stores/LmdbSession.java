package io.varve.bench.stores;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.GetOp;
import org.lmdbjava.PutFlags;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Txn;

/// One thread's way into LMDB: a transaction per put, and one to read with that is renewed for each get.
/// Batches whose keys ascend are appended, where the suite of lmdbjava does so.
final class LmdbSession implements Session {
    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> dbi;
    private final Entries entries;
    private final int valueBytes;
    private final boolean isAppending;
    private final ByteBuffer key;
    private final ByteBuffer value;
    private final ByteBuffer read;
    private final ByteBuffer keyRead;
    private final Digest digest = new Digest();
    private long turn;
    private @Nullable Txn<ByteBuffer> reading;
    private @Nullable Txn<ByteBuffer> walking;
    private @Nullable Cursor<ByteBuffer> cursor;

    LmdbSession(Env<ByteBuffer> env, Dbi<ByteBuffer> dbi, Entries entries) {
        this.env = env;
        this.dbi = dbi;
        this.entries = entries;
        this.valueBytes = entries.valueBytes();
        this.isAppending = entries.keys().isOrdered() && entries.keys().kind() != Keys.Kind.PAIR;
        this.key = entries.keyBuffer();
        this.keyRead = entries.keyBuffer();
        this.value = entries.valueBuffer();
        this.read = entries.valueBuffer();
    }

    @Override
    public void put(long number) {
        entries.key(key, number);
        entries.value(value, number, turn++);
        dbi.put(key, value);
    }

    @Override
    public void putBatch(long first, int count) {
        try (Txn<ByteBuffer> writing = env.txnWrite()) {
            for (long number = first; number < first + count; number++) {
                entries.key(key, number);
                entries.value(value, number, turn++);
                if (isAppending) {
                    dbi.put(writing, key, value, PutFlags.MDB_APPEND);
                } else {
                    dbi.put(writing, key, value);
                }
            }
            writing.commit();
        }
    }

    @Override
    public void delete(long number) {
        entries.key(key, number);
        dbi.delete(key);
    }

    @Override
    public boolean get(long number) {
        entries.key(key, number);
        Txn<ByteBuffer> txn = begun();
        ByteBuffer found = dbi.get(txn, key);
        boolean isRight = found != null && found.remaining() == valueBytes;
        if (found != null && isRight) {
            read.clear().put(found);
        }
        txn.reset();
        return isRight && entries.isValue(read, number);
    }

    @Override
    public boolean isAbsent(long number) {
        entries.key(key, number);
        Txn<ByteBuffer> txn = begun();
        ByteBuffer found = dbi.get(txn, key);
        txn.reset();
        return found == null;
    }

    /// In one transaction.
    @Override
    public boolean getAll(long[] numbers) {
        Txn<ByteBuffer> txn = begun();
        boolean isRight = true;
        for (long number : numbers) {
            entries.key(key, number);
            ByteBuffer found = dbi.get(txn, key);
            isRight &= found != null && found.remaining() == valueBytes;
            if (found != null) {
                read.clear().put(found);
                isRight &= entries.isValue(read, number);
            }
        }
        txn.reset();
        return isRight;
    }

    @Override
    public int walk(long number, int most, Walk how) {
        Cursor<ByteBuffer> walker = walker();
        entries.key(key, number);
        SeekOp step = how == Walk.BACKWARD ? SeekOp.MDB_PREV : SeekOp.MDB_NEXT;
        int seen = 0;
        digest.begin();
        for (boolean on = walker.get(key, GetOp.MDB_SET_RANGE); on && seen < most; on = walker.seek(step)) {
            ByteBuffer foundKey = walker.key();
            ByteBuffer foundValue = walker.val();
            if (how != Walk.VIEWED) {
                foundKey = keyRead.clear().put(foundKey);
                foundValue = read.clear().put(foundValue);
            }
            if (!entries.belong(foundKey, foundValue)) {
                return -1;
            }
            digest.take(how, foundKey, foundValue);
            seen++;
        }
        return seen;
    }

    @Override
    public long digest() {
        return digest.value();
    }

    /// Over what was there when it was first asked for.
    private Cursor<ByteBuffer> walker() {
        Cursor<ByteBuffer> open = cursor;
        if (open == null) {
            Txn<ByteBuffer> txn = env.txnRead();
            walking = txn;
            open = dbi.openCursor(txn);
            cursor = open;
        }
        return open;
    }

    private Txn<ByteBuffer> begun() {
        Txn<ByteBuffer> txn = reading;
        if (txn == null) {
            txn = env.txnRead();
            reading = txn;
        } else {
            txn.renew();
        }
        return txn;
    }

    @Override
    public void renew() {
        Txn<ByteBuffer> txn = walking;
        Cursor<ByteBuffer> open = cursor;
        if (txn != null && open != null) {
            txn.reset();
            txn.renew();
            open.renew(txn);
        }
    }

    @Override
    public void close() {
        Cursor<ByteBuffer> open = cursor;
        if (open != null) {
            open.close();
        }
        Txn<ByteBuffer> walked = walking;
        if (walked != null) {
            walked.close();
        }
        Txn<ByteBuffer> txn = reading;
        if (txn != null) {
            txn.close();
        }
    }
}
