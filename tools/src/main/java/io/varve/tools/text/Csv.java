package io.varve.tools.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records of comma-separated values (RFC 4180), as bytes: cells in double quotes may have commas, newlines, and
/// quotes written twice. A record ends with a newline, before which there may be a carriage return.
///
/// **Owner:** one thread.
public final class Csv {
    private static final int END = -1;

    private final InputStream in;
    private final int maxLength;
    private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
    private long number;

    /// The records of a stream.
    ///
    /// @param maxLength bytes that a cell may have
    public Csv(InputStream in, int maxLength) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.maxLength = maxLength;
    }

    /// The cells of the next record; null at the end.
    ///
    /// @throws IllegalArgumentException when it is not of this form
    public @Nullable List<byte[]> next() throws IOException {
        number++;
        int c = in.read();
        if (c == END) {
            return null;
        }
        List<byte[]> cells = new ArrayList<>();
        while (true) {
            c = c == '"' ? quoted() : plain(c);
            cells.add(cell.toByteArray());
            cell.reset();
            if (c == '\n') {
                return cells;
            }
            if (c == '\r' && in.read() == '\n') {
                return cells;
            }
            if (c != ',') {
                throw new IllegalArgumentException(
                        c == END
                                ? "the last record does not end with a newline, and so may be cut; add one if it is whole"
                                : "a quoted cell is followed by something else than a comma or a newline");
            }
            c = in.read();
        }
    }

    /// The number of the record, from 1 on.
    public long number() {
        return number;
    }

    private int plain(int first) throws IOException {
        int c = first;
        while (c != ',' && c != '\n' && c != END && c != '\r') {
            if (c == '"') {
                throw new IllegalArgumentException("a quote inside of a cell that does not begin with one");
            }
            add(c);
            c = in.read();
        }
        return c;
    }

    private int quoted() throws IOException {
        while (true) {
            int c = in.read();
            if (c == END) {
                throw new IllegalArgumentException("a quoted cell has no end");
            }
            if (c == '"') {
                c = in.read();
                if (c != '"') {
                    return c;
                }
            }
            add(c);
        }
    }

    private void add(int c) {
        if (cell.size() == maxLength) {
            throw new IllegalArgumentException("a cell of more than " + maxLength + " bytes; --max-value raises that");
        }
        cell.write(c);
    }
}
