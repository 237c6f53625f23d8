package io.varve.codec;

/// Integers of 4 bytes.
final class IntCodec implements Codec<Integer> {
    private final int flipped;

    /// @param flipped bits that are the other way round in a key
    IntCodec(int flipped) {
        this.flipped = flipped;
    }

    @Override
    public void write(Integer value, KeyWriter into) {
        into.putBigEndian(value ^ flipped, Integer.BYTES);
    }

    @Override
    public Integer read(KeyReader from) {
        return (int) from.nextBigEndian(Integer.BYTES) ^ flipped;
    }
}
