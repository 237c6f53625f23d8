package io.varve.bench.stores;

import java.nio.ByteBuffer;

/// A session of a store whose keys and values are arrays: new ones for each put, for such stores keep them.
abstract class HeapSession implements Session {
    private final Entries entries;
    private final ByteBuffer key;
    private final ByteBuffer value;
    private final ByteBuffer keyRead;
    private final Digest digest = new Digest();
    private final ByteBuffer read;
    private long turn;

    HeapSession(Entries entries) {
        this.entries = entries;
        this.key = entries.keyBuffer();
        this.keyRead = entries.keyBuffer();
        this.value = entries.valueBuffer();
        this.read = entries.valueBuffer();
    }

    /// The key of a number.
    final byte[] key(long number) {
        entries.key(key, number);
        byte[] bytes = new byte[entries.keyBytes()];
        key.get(0, bytes);
        return bytes;
    }

    /// A value of a number.
    final byte[] value(long number) {
        entries.value(value, number, turn++);
        byte[] bytes = new byte[entries.valueBytes()];
        value.get(0, bytes);
        return bytes;
    }

    /// Copies what was read to where the others copy it, and looks at it.
    final boolean isRight(byte[] found, int length, long number) {
        if (length != entries.valueBytes()) {
            return false;
        }
        read.put(0, found, 0, length);
        return entries.isValue(read, number);
    }

    /// The same of a key and a value on the way.
    final boolean belong(Walk how, byte[] foundKey, int keyLength, byte[] foundValue, int valueLength) {
        if (keyLength != entries.keyBytes() || valueLength != entries.valueBytes()) {
            return false;
        }
        keyRead.put(0, foundKey, 0, keyLength);
        read.put(0, foundValue, 0, valueLength);
        digest.take(how, keyRead, read);
        return entries.belong(keyRead, read);
    }

    /// A walk begins.
    final void begin() {
        digest.begin();
    }

    @Override
    public final long digest() {
        return digest.value();
    }
}
