package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Layout of a toy log: one record per sector, so that no write touches a sector that holds another's.
///
/// | offset | size   | field      | meaning                                                       |
/// |-------:|-------:|------------|---------------------------------------------------------------|
/// |      0 |      4 | `length`   | bytes of payload; 0 where the log ends                        |
/// |      4 |      4 | `checksum` | CRC32C of the file's number, the sequence and the payload     |
/// |      8 |      8 | `sequence` | one more than that of the record before                       |
/// |     16 | length | `payload`  | ISO-8859-1                                                    |
///
/// The file's number in the checksum tells its records from those of an older file whose space it took.
final class ToyFormat {
    static final int RECORD_SIZE = 512;
    static final int LOG_SIZE = 4096;
    static final int PAYLOAD_OFFSET = 16;

    private static final int CHECKSUM_OFFSET = 4;
    private static final int SEQUENCE_OFFSET = 8;

    private final Crc32c crc = new Crc32c();

    void encode(Region region, long offset, long fileNumber, ToyRecord record) {
        byte[] payload = record.payload().getBytes(StandardCharsets.ISO_8859_1);
        region.fill(offset, RECORD_SIZE, (byte) 0);
        region.putLong(offset + SEQUENCE_OFFSET, record.sequence());
        region.copyFrom(offset + PAYLOAD_OFFSET, payload, 0, payload.length);
        region.putInt(offset + CHECKSUM_OFFSET, checksum(region, offset, fileNumber, payload.length));
        region.putInt(offset, payload.length);
    }

    /// The record at an offset; null when there is none, or a bad one.
    @Nullable
    ToyRecord decode(Region region, long offset, long fileNumber) {
        int length = region.getInt(offset);
        if (length <= 0 || length > RECORD_SIZE - PAYLOAD_OFFSET) {
            return null;
        }
        if (checksum(region, offset, fileNumber, length) != region.getInt(offset + CHECKSUM_OFFSET)) {
            return null;
        }
        byte[] payload = new byte[length];
        region.copyTo(offset + PAYLOAD_OFFSET, payload, 0, length);
        return new ToyRecord(
                region.getLong(offset + SEQUENCE_OFFSET), new String(payload, StandardCharsets.ISO_8859_1));
    }

    private int checksum(Region region, long offset, long fileNumber, int length) {
        return crc.begin(fileNumber)
                .update(region, offset + SEQUENCE_OFFSET, PAYLOAD_OFFSET - SEQUENCE_OFFSET + length)
                .value();
    }
}
