package io.varve.tools.command;

import io.varve.tools.text.Csv;
import io.varve.tools.text.JsonReader;
import io.varve.tools.text.Lines;
import io.varve.tools.text.Notation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entries to load, one after the other. Each method throws `IllegalArgumentException` for what is not of its form.
sealed interface EntrySource {
    /// The next entry; null at the end.
    @Nullable
    Entry next() throws IOException;

    /// Passes over the next one, whatever it is.
    ///
    /// @return false at the end
    boolean skip() throws IOException;

    /// The number of the line or record, from 1 on.
    long number();

    /// Lines of a key, a tab and a value.
    static EntrySource tabbed(InputStream in, Notation notation, int maxLength) {
        return new Tabbed(new Lines(in, maxLength), notation);
    }

    /// Lines of JSON objects.
    static EntrySource json(InputStream in, int maxLength) {
        return new OfJson(new Lines(in, maxLength));
    }

    /// Records of two cells.
    static EntrySource csv(InputStream in, boolean isHex, int maxLength) {
        return new OfCsv(new Csv(in, maxLength), isHex);
    }

    /// As `scan` and `dump` print them.
    record Tabbed(Lines lines, Notation notation) implements EntrySource {
        @Override
        public @Nullable Entry next() throws IOException {
            if (!lines.next()) {
                return null;
            }
            byte[] line = lines.bytes();
            int tab = 0;
            while (tab < lines.length() && line[tab] != '\t') {
                tab++;
            }
            if (tab == lines.length()) {
                throw new IllegalArgumentException("there is no tab between a key and a value");
            }
            for (int i = tab + 1; i < lines.length(); i++) {
                if (line[i] == '\t') {
                    throw new IllegalArgumentException(
                            "there is a second tab; one that is part of a value is written \\t");
                }
            }
            return new Entry(notation.parse(line, 0, tab), notation.parse(line, tab + 1, lines.length()));
        }

        @Override
        public boolean skip() throws IOException {
            return lines.next();
        }

        @Override
        public long number() {
            return lines.number();
        }
    }

    /// As `scan --json` and `dump --json` print them: `key` or `keyHex`, `value` or `valueHex`.
    record OfJson(Lines lines) implements EntrySource {
        @Override
        public @Nullable Entry next() throws IOException {
            if (!lines.next()) {
                return null;
            }
            if (!(JsonReader.read(text()) instanceof Map<?, ?> object)) {
                throw new IllegalArgumentException("it is JSON, and no object");
            }
            Entry entry = new Entry(bytes(object, "key"), bytes(object, "value"));
            if (object.size() != 2) {
                throw new IllegalArgumentException("it has more names than key and value");
            }
            return entry;
        }

        @Override
        public boolean skip() throws IOException {
            return lines.next();
        }

        @Override
        public long number() {
            return lines.number();
        }

        private String text() {
            ByteBuffer bytes = ByteBuffer.wrap(lines.bytes(), 0, lines.length());
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            } catch (CharacterCodingException none) {
                throw new IllegalArgumentException("it is not UTF-8, as JSON is", none);
            }
        }

        private static byte[] bytes(Map<?, ?> object, String name) {
            if (object.get(name + "Hex") instanceof String hex) {
                return Notation.HEX.parse(hex);
            }
            if (object.get(name) instanceof String text) {
                if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                    throw new IllegalArgumentException("'" + name + "' has half a surrogate pair in it");
                }
                return text.getBytes(StandardCharsets.UTF_8);
            }
            throw new IllegalArgumentException("it has no text '" + name + "' or '" + name + "Hex'");
        }
    }

    /// Made by spreadsheets and databases; without escapes, which CSV has none of.
    record OfCsv(Csv csv, boolean isHex) implements EntrySource {
        @Override
        public @Nullable Entry next() throws IOException {
            List<byte[]> cells = csv.next();
            if (cells == null) {
                return null;
            }
            if (cells.size() != 2) {
                throw new IllegalArgumentException("it has " + cells.size() + " cells, not a key and a value");
            }
            return new Entry(bytes(cells.get(0)), bytes(cells.get(1)));
        }

        @Override
        public boolean skip() throws IOException {
            return csv.next() != null;
        }

        @Override
        public long number() {
            return csv.number();
        }

        private byte[] bytes(byte[] cell) {
            return isHex ? Notation.HEX.parse(cell, 0, cell.length) : cell;
        }
    }
}
