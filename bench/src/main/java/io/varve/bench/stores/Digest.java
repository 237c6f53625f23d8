package io.varve.bench.stores;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// What a walk makes of all keys and values that it sees, where it is to make something of them.
final class Digest {
    private static final XXHash64 XX_HASH = XXHashFactory.safeInstance().hash64();

    private final CRC32 crc = new CRC32();
    private long hash;

    void begin() {
        crc.reset();
        hash = 0;
    }

    /// Copies of a key and a value, whole buffers.
    void take(Session.Walk how, ByteBuffer key, ByteBuffer value) {
        switch (how) {
            case CRC -> {
                crc.update(key.clear());
                crc.update(value.clear());
            }
            case XX_HASH -> {
                hash = XX_HASH.hash(key, 0, key.capacity(), hash);
                hash = XX_HASH.hash(value, 0, value.capacity(), hash);
            }
            case COPIED, BACKWARD, VIEWED -> {}
        }
    }

    long value() {
        return hash ^ crc.getValue();
    }
}
