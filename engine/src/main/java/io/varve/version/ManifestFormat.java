package io.varve.version;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.StoreId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Layout of a manifest: a header, then edits, then zeros up to its size. All integers are little-endian.
///
/// **Header**, at offset 0. Magic, checksum and version stand here in every version.
///
/// | offset | size | field       | meaning                                                            |
/// |-------:|-----:|-------------|--------------------------------------------------------------------|
/// |      0 |    8 | `magic`     | `varveman`                                                         |
/// |      8 |    4 | `checksum`  | CRC32C of offsets 12 … 511                                         |
/// |     12 |    4 | `version`   | 2                                                                  |
/// |     16 |   16 | `store`     | [StoreId]                                                          |
/// |     32 |    8 | `manifest`  | number of the manifest, as in its name; never used twice           |
/// |     40 |    8 | `iteration` | that of the marker that names it ([MarkerName])                    |
/// |     48 |    8 | `size`      | bytes of the file; a multiple of 4096                              |
/// |     56 |    8 | `firstEdit` | number of its first edit                                           |
/// |     64 |  448 | reserved    | 0                                                                  |
///
/// **Edit**, at every multiple of 512 behind the one before, so that no sector with an edit that was
/// acknowledged is ever written again.
///
/// | offset | size | field        | meaning                                                           |
/// |-------:|-----:|--------------|-------------------------------------------------------------------|
/// |      0 |    4 | `length`     | bytes of the edit without padding; 0: nothing here                |
/// |      4 |    4 | `checksum`   | CRC32C of identity, `length` and offset 8 to the end of the padding |
/// |      8 |    8 | `edit`       | its number, one above that of the edit before                     |
/// |     16 |    8 | `epoch`      | of the opener that wrote it (D-15)                                |
/// |     24 |    8 | `engineTime` | milliseconds since 1970 (D-21)                                    |
/// |     32 |    4 | `previous`   | `checksum` of the edit before; in the first, that of the header   |
/// |     36 |    4 | `unit`       | where it belongs: its offset divided by 512                       |
/// |     40 |      | fields       | [EditFields]                                                      |
/// |      … |      | padding      | zeros, up to a multiple of 512                                    |
///
/// The identity is store, number of the manifest and offset of the edit, 32 bytes: an edit counts only where it
/// was written.
final class ManifestFormat {
    /// What a manifest begins with, as it reads as a little-endian number.
    static final long MAGIC = 0x6e616d6576726176L;

    static final int VERSION = 3;

    /// Bytes of the header, and what edits begin on a multiple of: the smallest sector there is.
    static final int UNIT = 512;

    /// What the size of a manifest is a multiple of: the largest alignment for direct reads.
    static final int SIZE_UNIT = 4096;

    /// The largest manifest, so that a reader may hold one in memory whatever a file says.
    static final int MAX_SIZE = 256 << 20;

    /// Bytes of an edit before its fields.
    static final int EDIT_HEADER_SIZE = 40;

    static final int LENGTH_OFFSET = 0;
    static final int CHECKSUM_OFFSET = 4;
    static final int EDIT_OFFSET = 8;
    static final int EPOCH_OFFSET = 16;
    static final int ENGINE_TIME_OFFSET = 24;
    static final int PREVIOUS_OFFSET = 32;
    static final int UNIT_OFFSET = 36;

    private static final int HEADER_CHECKSUM_OFFSET = 8;
    private static final int HEADER_CHECKED_OFFSET = 12;

    /// What the header says.
    record Header(StoreId store, long manifest, long iteration, long size, long firstEdit) {}

    /// An edit as it stands in a file, intact.
    ///
    /// @param length without padding
    record Frame(long offset, int length, int checksum, int previous, long number, long epoch, long millis) {
        /// Bytes in the file, padding included.
        int size() {
            return padded(length);
        }

        byte[] fields(byte[] file) {
            return Arrays.copyOfRange(file, (int) offset + EDIT_HEADER_SIZE, (int) offset + length);
        }
    }

    private ManifestFormat() {}

    static byte[] encode(Header header) {
        ByteBuffer out = ByteBuffer.allocate(UNIT).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(0).putInt(VERSION);
        putStore(out, header.store);
        out.putLong(header.manifest)
                .putLong(header.iteration)
                .putLong(header.size)
                .putLong(header.firstEdit);
        out.putInt(HEADER_CHECKSUM_OFFSET, headerChecksum(out.array()));
        return out.array();
    }

    /// The checksum that stands in a header, which the first edit refers to.
    static int checksumOf(byte[] header) {
        return buffer(header).getInt(HEADER_CHECKSUM_OFFSET);
    }

    /// Reads a header.
    ///
    /// @param file the first bytes of a manifest, or all of them
    /// @throws CorruptionException when it is none
    /// @throws FormatVersionException when a newer version wrote it
    static Header decodeHeader(byte[] file, String path) {
        if (file.length < UNIT) {
            throw new CorruptionException(path, 0, "a header of " + UNIT + " bytes", file.length + " bytes");
        }
        ByteBuffer in = buffer(file);
        long magic = in.getLong();
        if (magic != MAGIC) {
            throw new CorruptionException(path, 0, "the magic number of a manifest", "0x" + Long.toHexString(magic));
        }
        int found = in.getInt();
        int checksum = headerChecksum(file);
        if (found != checksum) {
            throw new CorruptionException(
                    path, HEADER_CHECKSUM_OFFSET, "checksum " + hex(checksum), "checksum " + hex(found));
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new FormatVersionException(
                    path, HEADER_CHECKED_OFFSET, "manifest version", Integer.toString(VERSION), version);
        }
        StoreId store = store(in);
        return new Header(store, in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    /// An edit, padded, as it is written.
    static byte[] encode(
            StoreId store,
            long manifest,
            long offset,
            int previous,
            long number,
            long epoch,
            long millis,
            byte[] fields) {
        int length = EDIT_HEADER_SIZE + fields.length;
        ByteBuffer out = ByteBuffer.allocate(padded(length)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(length)
                .putInt(0)
                .putLong(number)
                .putLong(epoch)
                .putLong(millis)
                .putInt(previous)
                .putInt((int) (offset / UNIT));
        out.put(fields);
        out.putInt(CHECKSUM_OFFSET, checksum(store, manifest, offset, out.array(), 0, out.capacity()));
        return out.array();
    }

    /// The checksum that stands in an edit, which the next one refers to.
    static int checksumOfEdit(byte[] edit) {
        return buffer(edit).getInt(CHECKSUM_OFFSET);
    }

    /// The edit that belongs at an offset, or null when it does not stand there, intact.
    static @Nullable Frame decode(StoreId store, long manifest, byte[] file, int offset) {
        int length = plausibleLength(file, offset);
        ByteBuffer in = buffer(file);
        if (length == 0
                || !isIntact(store, manifest, file, offset)
                || in.getInt(offset + UNIT_OFFSET) != offset / UNIT) {
            return null;
        }
        return new Frame(
                offset,
                length,
                in.getInt(offset + CHECKSUM_OFFSET),
                in.getInt(offset + PREVIOUS_OFFSET),
                in.getLong(offset + EDIT_OFFSET),
                in.getLong(offset + EPOCH_OFFSET),
                in.getLong(offset + ENGINE_TIME_OFFSET));
    }

    /// The length of what may be an edit at an offset; 0 when nothing there can be one.
    static int plausibleLength(byte[] file, int offset) {
        int room = file.length - offset;
        int length = room < UNIT ? 0 : buffer(file).getInt(offset + LENGTH_OFFSET);
        return length < EDIT_HEADER_SIZE || length > room || padded(length) > room ? 0 : length;
    }

    /// Whether an edit of plausible length is intact, wherever in this manifest it belongs.
    static boolean isIntact(StoreId store, long manifest, byte[] file, int offset) {
        ByteBuffer in = buffer(file);
        long belongs = (in.getInt(offset + UNIT_OFFSET) & 0xFFFFFFFFL) * UNIT;
        int size = padded(in.getInt(offset + LENGTH_OFFSET));
        return in.getInt(offset + CHECKSUM_OFFSET) == checksum(store, manifest, belongs, file, offset, size);
    }

    /// Stores an identity as its digits are read, which is big-endian, into a little-endian buffer.
    static ByteBuffer putStore(ByteBuffer out, StoreId store) {
        return out.putLong(Long.reverseBytes(store.high())).putLong(Long.reverseBytes(store.low()));
    }

    /// An identity as [#putStore] puts it.
    static byte[] bytes(StoreId store) {
        return putStore(ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN), store)
                .array();
    }

    /// The identity that stands next in a little-endian buffer.
    static StoreId store(ByteBuffer in) {
        return new StoreId(Long.reverseBytes(in.getLong()), Long.reverseBytes(in.getLong()));
    }

    /// Bytes that an edit takes in the file.
    static int padded(int length) {
        return Math.addExact(length, UNIT - 1) & -UNIT;
    }

    static String hex(int checksum) {
        return "0x" + Integer.toHexString(checksum);
    }

    private static int headerChecksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, HEADER_CHECKED_OFFSET, UNIT - HEADER_CHECKED_OFFSET);
        return (int) crc.getValue();
    }

    private static int checksum(StoreId store, long manifest, long position, byte[] bytes, int start, int size) {
        CRC32C crc = new CRC32C();
        ByteBuffer identity = ByteBuffer.allocate(4 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        putStore(identity, store).putLong(manifest).putLong(position);
        crc.update(identity.array());
        crc.update(bytes, start + LENGTH_OFFSET, CHECKSUM_OFFSET - LENGTH_OFFSET);
        crc.update(bytes, start + EDIT_OFFSET, size - EDIT_OFFSET);
        return (int) crc.getValue();
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
