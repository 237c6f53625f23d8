package io.varve.codec;

/// Integers of 8 bytes.
final class LongCodec implements Codec<Long> {
    private final long flipped;

    /// @param flipped bits that are the other way round in a key
    LongCodec(long flipped) {
        this.flipped = flipped;
    }

    @Override
    public void write(Long value, KeyWriter into) {
        into.putBigEndian(value ^ flipped, Long.BYTES);
    }

    @Override
    public Long read(KeyReader from) {
        return from.nextBigEndian(Long.BYTES) ^ flipped;
    }
}
