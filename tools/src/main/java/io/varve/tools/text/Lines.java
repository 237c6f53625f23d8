package io.varve.tools.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The lines of a stream, as bytes. A line ends with a newline, and with nothing else.
///
/// **Owner:** one thread.
public final class Lines {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final int maxLength;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;
    private byte[] line = new byte[256];
    private int length;
    private long number;

    /// The lines of a stream.
    ///
    /// @param maxLength bytes that a line may have
    public Lines(InputStream in, int maxLength) {
        this.in = in;
        this.maxLength = maxLength;
    }

    /// Moves to the next line.
    ///
    /// @return false at the end
    /// @throws IllegalArgumentException when a line is too long, or the last one is cut: what has no newline may
    ///     have lost more than that
    public boolean next() throws IOException {
        length = 0;
        number++;
        while (true) {
            if (at == filled) {
                filled = in.read(buffer);
                at = 0;
            }
            if (filled < 0) {
                filled = 0;
                if (length > 0) {
                    throw new IllegalArgumentException(
                            "the last line does not end with a newline, and so may be cut; add one if it is whole");
                }
                return false;
            }
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            append(end);
            boolean isWhole = end < filled;
            at = isWhole ? end + 1 : end;
            if (isWhole) {
                return true;
            }
        }
    }

    /// Its bytes, of which only the first [#length()] count, until the next one is asked for.
    public byte[] bytes() {
        return line;
    }

    /// How many they are.
    public int length() {
        return length;
    }

    /// The number of the line, from 1 on.
    public long number() {
        return number;
    }

    private void append(int end) {
        int more = end - at;
        if (more > maxLength - length) {
            throw new IllegalArgumentException("a line of more than " + maxLength + " bytes; --max-value raises that");
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(
                    line, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(2L * line.length, length + more)));
        }
        System.arraycopy(buffer, at, line, length, more);
        length += more;
    }
}
