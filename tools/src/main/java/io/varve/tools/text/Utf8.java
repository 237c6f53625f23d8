package io.varve.tools.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// UTF-8, strictly: what is not exactly the encoding of some text is not text.
final class Utf8 {
    private Utf8() {}

    /// The text that these bytes are; null when they are none.
    static @Nullable String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException none) {
            return null;
        }
    }

    /// The code point that begins at an offset; -1 when none does.
    static int codePoint(byte[] bytes, int at) {
        int first = bytes[at];
        if (first >= 0) {
            return first;
        }
        int length = first >> 5 == -2 ? 2 : first >> 4 == -2 ? 3 : first >> 3 == -2 ? 4 : 0;
        if (length == 0 || at + length > bytes.length) {
            return -1;
        }
        int value = first & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            if (bytes[at + i] >> 6 != -2) {
                return -1;
            }
            value = value << 6 | (bytes[at + i] & 0x3F);
        }
        boolean isValid = length(value) == length && Character.isValidCodePoint(value) && !isSurrogate(value);
        return isValid ? value : -1;
    }

    /// Bytes of a code point.
    static int length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
