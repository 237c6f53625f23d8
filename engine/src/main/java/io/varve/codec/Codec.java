package io.varve.codec;

import java.util.function.Function;

/// Writes values as bytes that are ordered as the values are, and reads them.
///
/// **Promises**, of every codec here: of two values, the smaller one has the smaller bytes, unsigned;
/// what was written is read as an equal value; and bytes that are read are those that the value is
/// written as, or they are refused.
///
/// There are two forms. [#encode] is for a value that is the whole key. [#write] is for a part: whatever
/// follows, where it ends can be told, and the order of keys is that of their parts, one after the
/// other.
///
/// @param <T> the values
public interface Codec<T> {
    /// Adds a value as a part of a key.
    void write(T value, KeyWriter into);

    /// Reads a value that is a part of a key.
    ///
    /// @throws MalformedKeyException when no value is written so
    T read(KeyReader from);

    /// A value as a whole key.
    default byte[] encode(T value) {
        KeyWriter writer = new KeyWriter();
        write(value, writer);
        return writer.toBytes();
    }

    /// The value that is a whole key.
    ///
    /// @throws MalformedKeyException when no value is encoded so
    default T decode(byte[] key) {
        KeyReader reader = new KeyReader(key);
        T value = read(reader);
        if (reader.remaining() > 0) {
            throw reader.malformed(reader.remaining() + " bytes follow what should be all");
        }
        return value;
    }

    /// The same bytes for values of another type, which are ordered as what they are made of.
    ///
    /// @param made makes a value of the other type
    /// @param taken takes it apart
    default <U> Codec<U> as(Function<? super T, ? extends U> made, Function<? super U, ? extends T> taken) {
        Codec<T> parts = this;
        return new Codec<>() {
            @Override
            public void write(U value, KeyWriter into) {
                parts.write(taken.apply(value), into);
            }

            @Override
            public U read(KeyReader from) {
                return made.apply(parts.read(from));
            }

            @Override
            public byte[] encode(U value) {
                return parts.encode(taken.apply(value));
            }

            @Override
            public U decode(byte[] key) {
                return made.apply(parts.decode(key));
            }
        };
    }
}
