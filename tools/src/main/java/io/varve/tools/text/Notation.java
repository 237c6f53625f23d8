package io.varve.tools.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How bytes stand on a command line, on a terminal and in a line of a dump.
///
/// **Promises:** `parse(show(bytes))` gives the same bytes, whatever they are; what is shown has no tab, no newline
/// and nothing else that a terminal would act upon.
public enum Notation {
    /// UTF-8 as it is, but for what would not look like itself: `\\`, `\t`, `\n`, `\r`, `\0`, and `\xHH` for any other
    /// byte, such as one that is no UTF-8.
    TEXT {
        @Override
        public String show(byte[] bytes) {
            StringBuilder text = new StringBuilder(bytes.length + 16);
            int at = 0;
            while (at < bytes.length) {
                int codePoint = Utf8.codePoint(bytes, at);
                int length = codePoint < 0 ? 1 : Utf8.length(codePoint);
                if (codePoint >= 0 && isPlain(codePoint)) {
                    text.appendCodePoint(codePoint);
                } else {
                    escape(bytes, at, length, text);
                }
                at += length;
            }
            return text.toString();
        }

        @Override
        public byte[] parse(byte[] from, int begin, int end) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - begin);
            int at = begin;
            while (at < end) {
                if (from[at] != '\\') {
                    bytes.write(from[at++]);
                } else {
                    at = unescape(from, at, end, bytes);
                }
            }
            return bytes.toByteArray();
        }
    },

    /// Two hexadecimal digits for each byte.
    HEX {
        @Override
        public String show(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }

        @Override
        public byte[] parse(byte[] from, int begin, int end) {
            String digits = new String(from, begin, end - begin, StandardCharsets.ISO_8859_1);
            try {
                return HexFormat.of().parseHex(digits);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("'" + TEXT.show(digits.getBytes(StandardCharsets.UTF_8))
                        + "' is not pairs of hexadecimal digits");
            }
        }
    };

    private static final String ESCAPED = "\\\t\n\r\0";
    private static final String ESCAPES = "\\tnr0";

    /// Bytes in this notation.
    public abstract String show(byte[] bytes);

    /// The bytes that a piece of a line stands for.
    ///
    /// @throws IllegalArgumentException when it is not in this notation; the message says why
    public abstract byte[] parse(byte[] from, int begin, int end);

    /// The bytes that a text stands for; likewise.
    public byte[] parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /// Whether a terminal shows a character as itself, and does nothing else with it.
    private static boolean isPlain(int codePoint) {
        if (codePoint < 0x7F) {
            return codePoint >= ' ' && codePoint != '\\';
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void escape(byte[] bytes, int at, int length, StringBuilder text) {
        int known = ESCAPED.indexOf(bytes[at]);
        if (known >= 0) {
            text.append('\\').append(ESCAPES.charAt(known));
            return;
        }
        for (int i = at; i < at + length; i++) {
            text.append("\\x").append(HexFormat.of().toHexDigits(bytes[i]));
        }
    }

    private static int unescape(byte[] from, int at, int end, ByteArrayOutputStream bytes) {
        int known = at + 1 < end ? ESCAPES.indexOf(from[at + 1]) : -1;
        if (known >= 0) {
            bytes.write(ESCAPED.charAt(known));
            return at + 2;
        }
        boolean isByte = at + 3 < end
                && from[at + 1] == 'x'
                && HexFormat.isHexDigit(from[at + 2])
                && HexFormat.isHexDigit(from[at + 3]);
        if (!isByte) {
            int shown = Math.min(end, at + 4);
            String what = new String(from, at, shown - at, StandardCharsets.ISO_8859_1);
            throw new IllegalArgumentException(
                    "'" + what + "' is no escape: a backslash is written \\\\, and a byte \\xHH");
        }
        bytes.write(HexFormat.fromHexDigit(from[at + 2]) << 4 | HexFormat.fromHexDigit(from[at + 3]));
        return at + 4;
    }
}
