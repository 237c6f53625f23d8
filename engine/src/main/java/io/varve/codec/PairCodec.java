package io.varve.codec;

/// Two values, one behind the other: ordered by the first, and where that is the same, by the second.
///
/// @param <A> the first
/// @param <B> the second
public final class PairCodec<A, B> implements Codec<Pair<A, B>> {
    private final Codec<A> first;
    private final Codec<B> second;

    PairCodec(Codec<A> first, Codec<B> second) {
        this.first = first;
        this.second = second;
    }

    /// What all keys with a first value begin with, and no others.
    public byte[] prefix(A firstValue) {
        return first(firstValue).toBytes();
    }

    @Override
    public void write(Pair<A, B> value, KeyWriter into) {
        first.write(value.first(), into);
        second.write(value.second(), into);
    }

    @Override
    public Pair<A, B> read(KeyReader from) {
        A firstValue = first.read(from);
        return new Pair<>(firstValue, second.read(from));
    }

    private KeyWriter first(A firstValue) {
        KeyWriter writer = new KeyWriter();
        first.write(firstValue, writer);
        return writer;
    }
}
