package io.varve.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/// Text in UTF-8, whose bytes are in the order of code points.
final class TextCodec implements Codec<String> {
    private static final BytesCodec BYTES = new BytesCodec();

    @Override
    public void write(String value, KeyWriter into) {
        BYTES.write(encode(value), into);
    }

    @Override
    public String read(KeyReader from) {
        int begin = from.offset();
        return decode(BYTES.read(from), begin);
    }

    /// @throws IllegalArgumentException when it has half a surrogate pair
    @Override
    public byte[] encode(String value) {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException half) {
            throw new IllegalArgumentException("text with half a surrogate pair", half);
        }
    }

    @Override
    public String decode(byte[] key) {
        return decode(key, 0);
    }

    private static String decode(byte[] bytes, int offset) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            MalformedKeyException malformed = new MalformedKeyException(offset, "not UTF-8");
            malformed.initCause(notUtf8);
            throw malformed;
        }
    }
}
