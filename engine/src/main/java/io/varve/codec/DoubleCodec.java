package io.varve.codec;

/// Floating-point numbers, in the order of `Double.compare`.
final class DoubleCodec implements Codec<Double> {
    /// There are many NaNs; they are all written as this one.
    private static final long ONLY_NAN = Double.doubleToLongBits(Double.NaN);

    @Override
    public void write(Double value, KeyWriter into) {
        long bits = Double.doubleToLongBits(value);
        into.putBigEndian(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE, Long.BYTES);
    }

    @Override
    public Double read(KeyReader from) {
        long flipped = from.nextBigEndian(Long.BYTES);
        long bits = flipped < 0 ? flipped ^ Long.MIN_VALUE : ~flipped;
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value) && bits != ONLY_NAN) {
            throw from.malformed("a NaN that is none of ours: " + Long.toHexString(bits));
        }
        return value;
    }
}
