package io.varve.version;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the fields of one edit ([EditFields]). The bytes are intact, but may be hostile: every length is checked
/// before use, and no number decides how much memory is taken.
final class EditReader {
    private final String path;
    private final long start;
    private ManifestEdit edit;
    private List<TableFields.Row> tables = List.of();
    private List<TableFields.Row> pinned = List.of();
    private List<Long> removed = List.of();
    private @Nullable ByteBuffer snapshots;
    private @Nullable Install install;
    private @Nullable DropSnapshot drop;
    private long snapshotId;

    private EditReader(long engineMillis, String path, long start) {
        this.edit = ManifestEdit.NOTHING.at(engineMillis);
        this.path = path;
        this.start = start;
    }

    /// Reads an edit.
    ///
    /// @param path of the manifest, for messages
    /// @param start offset of the fields in the manifest, for messages
    static ManifestEdit decode(byte[] bytes, long engineMillis, String path, long start) {
        return new EditReader(engineMillis, path, start).read(bytes);
    }

    private ManifestEdit read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int lastTag = 0;
        while (in.remaining() > 0) {
            long offset = start + in.position();
            if (in.remaining() < EditFields.HEADER_SIZE) {
                throw new CorruptionException(path, offset, "a field", in.remaining() + " bytes");
            }
            int tag = in.getShort() & 0xFFFF;
            int flags = in.getShort() & 0xFFFF;
            int length = in.getInt();
            if (tag <= lastTag) {
                throw new CorruptionException(path, offset, "a tag above " + lastTag, "tag " + tag);
            }
            if (length < 0 || EditFields.padded(length) > in.remaining()) {
                throw new CorruptionException(
                        path, offset, "a length of at most " + in.remaining(), "a length of " + length);
            }
            ByteBuffer content = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            in.position(in.position() + (int) EditFields.padded(length));
            field(tag, flags, content, offset);
            lastTag = tag;
        }
        return whole();
    }

    private void field(int tag, int flags, ByteBuffer content, long offset) {
        try {
            switch (tag) {
                case EditFields.CREATION -> edit = edit.withCreation(creation(content, offset));
                case EditFields.RECOVERY_CUTS -> edit = edit.withCuts(cuts(content));
                case EditFields.CLEAN_CLOSE -> {
                    exactly(0, content);
                    edit = edit.withCleanClose();
                }
                case EditFields.TABLES -> tables = some(TableFields.tables(content));
                case EditFields.TABLES_REMOVED -> removed = some(numbers(content));
                case EditFields.PINNED_TABLES -> pinned = some(TableFields.tables(content));
                case EditFields.INSTALL -> install = install(content);
                case EditFields.DROP_SNAPSHOT ->
                    drop = new DropSnapshot(
                            TableFields.name(TableFields.bytes(content, content.remaining(), "a name")));
                case EditFields.SNAPSHOTS -> snapshots = content;
                case EditFields.SNAPSHOT_ID -> snapshotId = number(content);
                default -> floor(tag, flags, content, offset);
            }
        } catch (IllegalArgumentException wrong) {
            throw new CorruptionException(path, offset, "a field with tag " + tag + " that makes sense", reason(wrong));
        }
    }

    private void floor(int tag, int flags, ByteBuffer content, long offset) {
        Floor floor = Floor.of(tag);
        if (floor == null && (flags & EditFields.IGNORABLE) == 0) {
            throw new FormatVersionException(path, offset, "manifest field", EditFields.KNOWN, tag);
        }
        edit = floor == null ? edit : edit.with(floor, number(content));
    }

    /// Puts together what stands in several fields.
    private ManifestEdit whole() {
        try {
            return edit.with(change());
        } catch (IllegalArgumentException wrong) {
            throw new CorruptionException(path, start, "fields that fit each other", reason(wrong));
        }
    }

    private @Nullable Change change() {
        boolean isFirst = edit.creation() != null;
        boolean isPart = install != null || drop != null || !removed.isEmpty();
        boolean isWhole = snapshots != null || snapshotId != 0 || !pinned.isEmpty();
        boolean isOfNothing = install == null && !isFirst && !(tables.isEmpty() && removed.isEmpty());
        if ((isFirst ? isPart : isWhole) || (install != null && drop != null) || isOfNothing) {
            throw new IllegalArgumentException(
                    "a change of tables and snapshots that is not whole, or of more than one kind");
        }
        if (isFirst) {
            return installed();
        }
        Install begun = install;
        return begun == null
                ? drop
                : new Install(begun.id(), begun.parent(), live(), removed, begun.name(), begun.sequence());
    }

    private @Nullable Installed installed() {
        Map<Long, TableSummary> known = new HashMap<>();
        tables.forEach(row -> known.put(row.summary().number(), row.summary()));
        for (TableFields.Row row : pinned) {
            boolean isNew = known.put(row.summary().number(), row.summary()) == null;
            if (!isNew || row.level() != 0 || row.rotation() != 0) {
                throw new IllegalArgumentException(
                        "pinned table " + row.summary().number() + " that is alive, or has a place");
            }
        }
        ByteBuffer named = snapshots;
        Installed whole =
                new Installed(snapshotId, live(), named == null ? List.of() : TableFields.snapshots(named, known));
        if (whole.needed().size() != known.size()) {
            throw new IllegalArgumentException("a pinned table that no snapshot names");
        }
        return whole.equals(Installed.NOTHING) ? null : whole;
    }

    private List<LiveTable> live() {
        List<LiveTable> live = new ArrayList<>();
        tables.forEach(row -> live.add(row.live()));
        return live;
    }

    private Creation creation(ByteBuffer content, long offset) {
        exactly(EditFields.CREATION_LENGTH, content);
        StoreId store = ManifestFormat.store(content);
        int version = content.getInt();
        int flags = content.getInt();
        long millis = content.getLong();
        if (version < 1) {
            throw new IllegalArgumentException("format version " + version);
        }
        if (version > Creation.FORMAT_VERSION) {
            throw new FormatVersionException(path, offset, "store format", "1 to " + Creation.FORMAT_VERSION, version);
        }
        if ((flags & ~EditFields.NO_LOG) != 0) {
            throw new FormatVersionException(path, offset, "flags of the creation record", "0 and 1", flags);
        }
        return new Creation(store, version, (flags & EditFields.NO_LOG) != 0, millis);
    }

    private static List<RecoveryCut> cuts(ByteBuffer content) {
        int count = content.remaining() / EditFields.CUT_LENGTH;
        exactly(Math.max(1, count) * EditFields.CUT_LENGTH, content);
        List<RecoveryCut> cuts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long segment = content.getLong();
            long offset = content.getLong();
            long lastSequence = content.getLong();
            long epoch = content.getLong();
            cuts.add(new RecoveryCut(segment, offset, content.getInt(), lastSequence, epoch));
            content.getInt();
        }
        return cuts;
    }

    private static Install install(ByteBuffer content) {
        if (content.remaining() < EditFields.INSTALL_LENGTH) {
            throw new IllegalArgumentException("an install of " + content.remaining() + " bytes");
        }
        long id = content.getLong();
        long parent = content.getLong();
        long sequence = content.getLong();
        int nameLength = content.getInt();
        content.getInt();
        byte[] name = TableFields.bytes(exactly(nameLength, content), nameLength, "a name");
        return new Install(id, parent, List.of(), List.of(), nameLength == 0 ? null : TableFields.name(name), sequence);
    }

    private static List<Long> numbers(ByteBuffer content) {
        int count = content.remaining() / Long.BYTES;
        exactly(count * Long.BYTES, content);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(content.getLong());
        }
        return numbers;
    }

    private static long number(ByteBuffer content) {
        long number = exactly(Long.BYTES, content).getLong();
        if (number < 1) {
            throw new IllegalArgumentException("number " + number);
        }
        return number;
    }

    /// A field that is there says something.
    private static <T> List<T> some(List<T> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException("nothing in it");
        }
        return list;
    }

    private static ByteBuffer exactly(int length, ByteBuffer content) {
        if (content.remaining() != length) {
            throw new IllegalArgumentException(content.remaining() + " bytes instead of " + length);
        }
        return content;
    }

    private static String reason(IllegalArgumentException wrong) {
        @Nullable String message = wrong.getMessage();
        return message == null ? wrong.toString() : message;
    }
}
