package io.varve.version;

import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Layout of what fields of an edit say about tables and snapshots. All integers are little-endian.
///
/// **Table**, in TABLES and PINNED_TABLES:
///
/// | offset | size | field            | meaning                                                      |
/// |-------:|-----:|------------------|--------------------------------------------------------------|
/// |      0 |    8 | `number`         | of the file                                                  |
/// |      8 |    8 | `bytes`          | of the file                                                  |
/// |     16 |    4 | `checksum`       | of its footer, and so of all of it                           |
/// |     20 |    4 | `level`          | where it stands; 0 in PINNED_TABLES                          |
/// |     24 |    8 | `rotation`       | of its memtable, at level 0; else the number of its run      |
/// |     32 |    8 | `entries`        | in it                                                        |
/// |     40 |    8 | `tombstones`     | among them                                                   |
/// |     48 |    8 | `rawBytes`       | of keys and values                                           |
/// |     56 |    8 | `firstSequence`  | the lowest of any entry                                      |
/// |     64 |    8 | `lastSequence`   | the highest of any entry                                     |
/// |     72 |    8 | `firstExpiry`    | the earliest; 2^63 - 1 for never                             |
/// |     80 |    8 | `thirdExpiry`    | by when a third of its bytes has expired; or never           |
/// |     88 |    8 | `lastExpiry`     | the latest                                                   |
/// |     96 |    8 | `engineTime`     | when it was written                                          |
/// |    104 |    4 | `smallestLength` | bytes of the smallest key                                    |
/// |    108 |    4 | `largestLength`  | bytes of the largest key                                     |
/// |    112 |      | keys             | the smallest, the largest                                    |
/// |      … | 0..7 | padding          | zeros, up to a multiple of 8                                 |
///
/// **Snapshot**, in SNAPSHOTS: id (8), sequence (8), bytes of the name (4), number of tables (4), the name, zeros up to
/// a multiple of 8; then for each table its number (8), rotation (8), level (4), zeros (4). What the tables are is said
/// in TABLES and PINNED_TABLES.
final class TableFields {
    private static final int TABLE_SIZE = 112;
    private static final int SNAPSHOT_SIZE = 24;
    private static final int PLACE_SIZE = 24;

    private TableFields() {}

    /// Bytes that all of this takes.
    static long bytesOf(Installed installed, Collection<TableSummary> needed) {
        long bytes = 0;
        for (TableSummary table : needed) {
            long keys = (long) table.smallest().length() + table.largest().length();
            bytes += TABLE_SIZE + EditFields.padded(keys);
        }
        for (NamedSnapshot snapshot : installed.snapshots()) {
            bytes += SNAPSHOT_SIZE + EditFields.padded(snapshot.nameBytes().length);
            bytes += (long) PLACE_SIZE * snapshot.tables().size();
        }
        return bytes;
    }

    static void put(FieldWriter out, TableSummary table, int level, long rotation) {
        out.putLong(table.number())
                .putLong(table.bytes())
                .putInt(table.checksum())
                .putInt(level)
                .putLong(rotation)
                .putLong(table.entries())
                .putLong(table.tombstones())
                .putLong(table.rawBytes())
                .putLong(table.firstSequence())
                .putLong(table.lastSequence())
                .putLong(table.firstExpiry())
                .putLong(table.thirdExpiry())
                .putLong(table.lastExpiry())
                .putLong(table.engineMillis())
                .putInt(table.smallest().length())
                .putInt(table.largest().length())
                .putBytes(table.smallest().toArray())
                .putBytes(table.largest().toArray())
                .pad();
    }

    static void put(FieldWriter out, NamedSnapshot snapshot) {
        byte[] name = snapshot.nameBytes();
        out.putLong(snapshot.id())
                .putLong(snapshot.sequence())
                .putInt(name.length)
                .putInt(snapshot.tables().size())
                .putBytes(name)
                .pad();
        for (LiveTable table : snapshot.tables()) {
            out.putLong(table.number())
                    .putLong(table.rotation())
                    .putInt(table.level())
                    .putInt(0);
        }
    }

    /// A table as it stands in a field; whether it may stand at its place is not known yet.
    record Row(TableSummary summary, int level, long rotation) {
        LiveTable live() {
            return new LiveTable(summary, level, rotation);
        }
    }

    /// All tables of a field.
    ///
    /// @throws IllegalArgumentException when the bytes are no tables
    static List<Row> tables(ByteBuffer in) {
        List<Row> rows = new ArrayList<>();
        while (in.hasRemaining()) {
            need(in, TABLE_SIZE, "a table");
            rows.add(table(in));
        }
        return rows;
    }

    private static Row table(ByteBuffer in) {
        long number = in.getLong();
        long bytes = in.getLong();
        int checksum = in.getInt();
        int level = in.getInt();
        long rotation = in.getLong();
        long entries = in.getLong();
        long tombstones = in.getLong();
        long rawBytes = in.getLong();
        long firstSequence = in.getLong();
        long lastSequence = in.getLong();
        long firstExpiry = in.getLong();
        long thirdExpiry = in.getLong();
        long lastExpiry = in.getLong();
        long engineMillis = in.getLong();
        int smallest = in.getInt();
        int largest = in.getInt();
        KeyBytes first = KeyBytes.of(bytes(in, smallest, "the smallest key"));
        KeyBytes last = KeyBytes.of(bytes(in, largest, "the largest key"));
        skipPadding(in);
        TableSummary summary = new TableSummary(
                number,
                bytes,
                checksum,
                entries,
                tombstones,
                rawBytes,
                first,
                last,
                firstSequence,
                lastSequence,
                firstExpiry,
                thirdExpiry,
                lastExpiry,
                engineMillis);
        return new Row(summary, level, rotation);
    }

    /// All snapshots of a field.
    ///
    /// @param known the tables that they may name
    /// @throws IllegalArgumentException when the bytes are no snapshots, or of other tables
    static List<NamedSnapshot> snapshots(ByteBuffer in, Map<Long, TableSummary> known) {
        List<NamedSnapshot> snapshots = new ArrayList<>();
        while (in.hasRemaining()) {
            need(in, SNAPSHOT_SIZE, "a snapshot");
            long id = in.getLong();
            long sequence = in.getLong();
            int nameLength = in.getInt();
            int count = in.getInt();
            String name = name(bytes(in, nameLength, "a name"));
            skipPadding(in);
            if (count < 0 || count > in.remaining() / PLACE_SIZE) {
                throw new IllegalArgumentException(count + " tables in " + in.remaining() + " bytes");
            }
            List<LiveTable> tables = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                tables.add(place(in, known));
            }
            snapshots.add(new NamedSnapshot(name, id, sequence, tables));
        }
        return snapshots;
    }

    private static LiveTable place(ByteBuffer in, Map<Long, TableSummary> known) {
        long number = in.getLong();
        long rotation = in.getLong();
        int level = in.getInt();
        in.getInt();
        TableSummary summary = known.get(number);
        if (summary == null) {
            throw new IllegalArgumentException("a snapshot of table " + number + ", which is not described");
        }
        return new LiveTable(summary, level, rotation);
    }

    /// Bytes as a name.
    ///
    /// @throws IllegalArgumentException when they are not UTF-8
    static String name(byte[] utf8) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            return NamedSnapshot.checkName(text.toString());
        } catch (CharacterCodingException damaged) {
            throw new IllegalArgumentException("a name that is not UTF-8", damaged);
        }
    }

    /// The next bytes; the length comes from outside, and is looked at before anything is made for it.
    static byte[] bytes(ByteBuffer in, int length, String what) {
        if (length < 0) {
            throw new IllegalArgumentException(what + " of " + length + " bytes");
        }
        need(in, length, what);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void need(ByteBuffer in, int length, String what) {
        if (in.remaining() < length) {
            throw new IllegalArgumentException(what + " of " + length + " bytes in " + in.remaining());
        }
    }

    /// Contents begin on a multiple of 8 of their buffer.
    private static void skipPadding(ByteBuffer in) {
        int padding = -in.position() & (EditFields.ALIGNMENT - 1);
        need(in, padding, "padding");
        in.position(in.position() + padding);
    }
}
