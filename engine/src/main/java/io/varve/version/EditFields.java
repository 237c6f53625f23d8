package io.varve.version;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.StoreId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Layout of the fields of an edit, one behind the other, in ascending order of their tags.
///
/// | offset | size | field      | meaning                                                      |
/// |-------:|-----:|------------|--------------------------------------------------------------|
/// |      0 |    2 | `tag`      | what it is, see below                                        |
/// |      2 |    2 | `flags`    | bit 0: may be ignored by who does not know the tag; others 0 |
/// |      4 |    4 | `length`   | bytes of content                                             |
/// |      8 |      | content    |                                                              |
/// |      … | 0..7 | padding    | zeros, up to a multiple of 8                                 |
///
/// | tag | name           | content                                                                        |
/// |----:|----------------|--------------------------------------------------------------------------------|
/// |   1 | CREATION       | store id (16), format version (4), flags (4; bit 0: no log), engine time (8)   |
/// |   2 | LOG_FLOOR      | number (8)                                                                     |
/// |   3 | SEGMENT_FLOOR  | number (8)                                                                     |
/// |   4 | FILE_FLOOR     | number (8)                                                                     |
/// |   5 | SEQUENCE_FLOOR | number (8)                                                                     |
/// |   6 | RECOVERY_CUTS  | one or more, each: segment (8), offset (8), last sequence (8), epoch (8),      |
/// |     |                | checksum (4), zeros (4)                                                        |
/// |   7 | CLEAN_CLOSE    | nothing                                                                        |
/// |   8 | LIFE_SEGMENT   | number (8)                                                                     |
/// |  16 … 19 |           | reserved for tables and value files                                            |
/// |  24 … 27 |           | reserved for snapshots                                                         |
/// |  32 … 35 |           | reserved for forks                                                             |
///
/// A field that is unknown and may not be ignored is a newer format, not damage: all this stands behind a
/// checksum. One that may be ignored is skipped, and not carried over to the next manifest.
final class EditFields {
    static final int CREATION = 1;
    static final int RECOVERY_CUTS = 6;
    static final int CLEAN_CLOSE = 7;

    /// The last tag of this version; those of [Floor] stand there.
    static final int LAST_KNOWN = 8;

    /// Flag: who does not know the tag may go on.
    static final int IGNORABLE = 1;

    /// Bytes of a field before its content.
    static final int HEADER_SIZE = 8;

    /// More than all fields but the cuts take.
    private static final int ROOM = 512;

    private static final int NO_LOG = 1;
    private static final int CREATION_LENGTH = 32;
    private static final int CUT_LENGTH = 40;
    private static final int ALIGNMENT = 8;

    private EditFields() {}

    /// The fields of an edit, as bytes.
    static byte[] encode(ManifestEdit edit) {
        ByteBuffer out =
                ByteBuffer.allocate(ROOM + edit.cuts().size() * CUT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        Creation creation = edit.creation();
        if (creation != null) {
            ManifestFormat.putStore(begin(out, CREATION, CREATION_LENGTH), creation.store())
                    .putInt(creation.formatVersion())
                    .putInt(creation.isWithoutLog() ? NO_LOG : 0)
                    .putLong(creation.createdMillis());
        }
        putFloors(out, edit.floors(), CREATION, RECOVERY_CUTS);
        putCuts(out, edit.cuts());
        if (edit.isCleanClose()) {
            begin(out, CLEAN_CLOSE, 0);
        }
        putFloors(out, edit.floors(), CLEAN_CLOSE, LAST_KNOWN + 1);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /// Reads fields. The bytes are intact, but may be hostile: every length is checked before use.
    ///
    /// @param path of the manifest, for messages
    /// @param start offset of the fields in the manifest, for messages
    static ManifestEdit decode(byte[] bytes, long engineMillis, String path, long start) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ManifestEdit edit = ManifestEdit.NOTHING.at(engineMillis);
        int lastTag = 0;
        while (in.remaining() > 0) {
            long offset = start + in.position();
            if (in.remaining() < HEADER_SIZE) {
                throw new CorruptionException(path, offset, "a field", in.remaining() + " bytes");
            }
            int tag = in.getShort() & 0xFFFF;
            int flags = in.getShort() & 0xFFFF;
            int length = in.getInt();
            if (tag <= lastTag) {
                throw new CorruptionException(path, offset, "a tag above " + lastTag, "tag " + tag);
            }
            if (length < 0 || length > in.remaining() || padded(length) > in.remaining()) {
                throw new CorruptionException(
                        path, offset, "a length of at most " + in.remaining(), "a length of " + length);
            }
            ByteBuffer content = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            in.position(in.position() + (int) padded(length));
            edit = read(edit, tag, flags, content, path, offset);
            lastTag = tag;
        }
        return edit;
    }

    private static ManifestEdit read(
            ManifestEdit edit, int tag, int flags, ByteBuffer content, String path, long offset) {
        try {
            return switch (tag) {
                case CREATION -> creation(edit, exactly(CREATION_LENGTH, content), path, offset);
                case RECOVERY_CUTS -> edit.withCuts(cuts(content));
                case CLEAN_CLOSE -> {
                    exactly(0, content);
                    yield edit.withCleanClose();
                }
                default -> {
                    Floor floor = Floor.of(tag);
                    if (floor == null && (flags & IGNORABLE) == 0) {
                        throw new FormatVersionException(path, offset, "manifest field", "1 to " + LAST_KNOWN, tag);
                    }
                    yield floor == null ? edit : edit.with(floor, number(content));
                }
            };
        } catch (IllegalArgumentException wrong) {
            throw new CorruptionException(path, offset, "a field with tag " + tag + " that makes sense", reason(wrong));
        }
    }

    private static ManifestEdit creation(ManifestEdit edit, ByteBuffer content, String path, long offset) {
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
        if ((flags & ~NO_LOG) != 0) {
            throw new FormatVersionException(path, offset, "flags of the creation record", "0 and 1", flags);
        }
        return edit.withCreation(new Creation(store, version, (flags & NO_LOG) != 0, millis));
    }

    private static List<RecoveryCut> cuts(ByteBuffer content) {
        int count = content.remaining() / CUT_LENGTH;
        exactly(Math.max(1, count) * CUT_LENGTH, content);
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

    private static long number(ByteBuffer content) {
        long number = exactly(Long.BYTES, content).getLong();
        if (number < 1) {
            throw new IllegalArgumentException("number " + number);
        }
        return number;
    }

    private static ByteBuffer exactly(int length, ByteBuffer content) {
        if (content.remaining() != length) {
            throw new IllegalArgumentException(content.remaining() + " bytes instead of " + length);
        }
        return content;
    }

    private static void putCuts(ByteBuffer out, List<RecoveryCut> cuts) {
        if (!cuts.isEmpty()) {
            begin(out, RECOVERY_CUTS, cuts.size() * CUT_LENGTH);
        }
        for (RecoveryCut cut : cuts) {
            out.putLong(cut.segment())
                    .putLong(cut.offset())
                    .putLong(cut.lastSequence())
                    .putLong(cut.epoch())
                    .putInt(cut.checksum())
                    .putInt(0);
        }
    }

    /// The floors whose tags lie between two others.
    private static void putFloors(ByteBuffer out, Floors floors, int above, int below) {
        for (Floor floor : Floor.values()) {
            long number = floors.get(floor);
            if (number != 0 && floor.tag > above && floor.tag < below) {
                begin(out, floor.tag, Long.BYTES).putLong(number);
            }
        }
    }

    /// All contents of this version are multiples of [#ALIGNMENT], so that there is no padding to write.
    private static ByteBuffer begin(ByteBuffer out, int tag, int length) {
        assert length % ALIGNMENT == 0 : "a field of " + length + " bytes";
        return out.putShort((short) tag).putShort((short) 0).putInt(length);
    }

    private static long padded(int length) {
        return ((long) length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private static String reason(IllegalArgumentException wrong) {
        @Nullable String message = wrong.getMessage();
        return message == null ? wrong.toString() : message;
    }
}
