package io.varve.codec;

/// The codecs that there are.
///
/// | codec | bytes | order |
/// |---|---|---|
/// | [#unsignedInt], [#unsignedLong] | 4, 8; the highest first | as unsigned numbers |
/// | [#signedInt], [#signedLong] | the same, with the highest bit flipped | as numbers |
/// | [#doubles] | 8: the bits, flipped: all when negative, else the highest | of `Double.compare` |
/// | [#bytes] | as they are; as a part with each 0 as 00 FF, and 00 01 behind | unsigned, the shorter first |
/// | [#text] | UTF-8, written as bytes are | of code points |
/// | [#pair] | the parts, one behind the other | by the first, then by the second |
public final class Codecs {
    private static final Codec<Integer> UNSIGNED_INT = new IntCodec(0);
    private static final Codec<Integer> SIGNED_INT = new IntCodec(Integer.MIN_VALUE);
    private static final Codec<Long> UNSIGNED_LONG = new LongCodec(0);
    private static final Codec<Long> SIGNED_LONG = new LongCodec(Long.MIN_VALUE);
    private static final Codec<Double> DOUBLE = new DoubleCodec();
    private static final Codec<byte[]> BYTES = new BytesCodec();
    private static final Codec<String> TEXT = new TextCodec();

    private Codecs() {}

    /// Integers from 0 to 2^32 - 1, as `Integer.toUnsignedLong` sees them.
    public static Codec<Integer> unsignedInt() {
        return UNSIGNED_INT;
    }

    /// Integers.
    public static Codec<Integer> signedInt() {
        return SIGNED_INT;
    }

    /// Integers from 0 to 2^64 - 1, as `Long.compareUnsigned` sees them.
    public static Codec<Long> unsignedLong() {
        return UNSIGNED_LONG;
    }

    /// Integers.
    public static Codec<Long> signedLong() {
        return SIGNED_LONG;
    }

    /// Floating-point numbers: -0.0 before 0.0, and the one NaN behind all.
    public static Codec<Double> doubles() {
        return DOUBLE;
    }

    /// Bytes, any number of them.
    public static Codec<byte[]> bytes() {
        return BYTES;
    }

    /// Text that is Unicode: one with half a surrogate pair is refused.
    public static Codec<String> text() {
        return TEXT;
    }

    /// Two values; more are pairs of pairs.
    public static <A, B> PairCodec<A, B> pair(Codec<A> first, Codec<B> second) {
        return new PairCodec<>(first, second);
    }
}
