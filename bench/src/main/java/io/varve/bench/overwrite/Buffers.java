package io.varve.bench.overwrite;

import java.nio.ByteBuffer;

/// A key and a value, as every store takes them. Half of the value is random.
final class Buffers {
    final ByteBuffer key = ByteBuffer.allocateDirect(Target.KEY_BYTES);
    final ByteBuffer value = ByteBuffer.allocateDirect(Target.VALUE_BYTES);

    /// Sets both.
    void set(long number, long version) {
        key.clear();
        key.putLong(0, number * 0x9E3779B97F4A7C15L);
        key.putLong(Long.BYTES, number);
        value.clear();
        long random = number + version;
        for (int i = 0; i < Target.VALUE_BYTES / 2; i += Long.BYTES) {
            random = random * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
            value.putLong(i, random);
        }
    }
}
