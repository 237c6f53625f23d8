package io.varve.wal;

import io.varve.format.RecordFormat;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;
import java.util.HexFormat;
import java.util.function.Consumer;

/// Prints a segment for people: every field with its bytes and what they mean, and where the frames end.
/// For tests, support and docs/formats.md.
///
/// **Owner:** one thread. Reads only.
public final class LogDump {
    /// Bytes of keys and values that are shown at most.
    private static final int MAX_SHOWN = 24;

    private final Region region;
    private final Consumer<String> lines;

    private LogDump(Region region, Consumer<String> lines) {
        this.region = region;
        this.lines = lines;
    }

    /// Prints one segment.
    ///
    /// @param config store and stream it must be of
    /// @param lines takes it, line by line
    /// @throws io.varve.error.StoreException when it cannot be read or has no valid header
    public static void print(
            LogConfig config,
            Directory directory,
            Memory memory,
            MemoryAccount account,
            long number,
            Consumer<String> lines) {
        try (SegmentImage image = new SegmentImage(config, directory, memory, account, config.segmentSize())) {
            image.load(number);
            LogDump dump = new LogDump(image.region(), lines);
            dump.header(image.header());
            dump.frames(image);
        }
    }

    private void header(SegmentHeader header) {
        title("segment header");
        field(SegmentFormat.MAGIC_OFFSET, 8, "magic");
        field(SegmentFormat.CHECKSUM_OFFSET, 4, "checksum");
        field(SegmentFormat.VERSION_OFFSET, 4, "version");
        field(SegmentFormat.STORE_OFFSET, 16, "store " + header.store());
        field(SegmentFormat.SEGMENT_OFFSET, 8, "segment " + header.number());
        field(SegmentFormat.INCARNATION_OFFSET, 8, "incarnation " + header.incarnation());
        field(SegmentFormat.STREAM_OFFSET, 8, "stream " + header.stream());
        field(SegmentFormat.EPOCH_OFFSET, 8, "epoch " + header.epoch());
        field(SegmentFormat.SEGMENT_SIZE_OFFSET, 8, "segmentSize " + header.segmentSize());
        field(SegmentFormat.FRAME_ALIGNMENT_OFFSET, 4, "frameAlignment " + header.frameAlignment());
        field(SegmentFormat.FLAGS_OFFSET, 4, header.isCopy() ? "flags, a copy" : "flags");
        field(SegmentFormat.ENGINE_TIME_OFFSET, 8, "engineTime " + header.engineTime());
        field(SegmentFormat.MADE_AFTER_OFFSET, 8, "madeAfter " + header.madeAfter());
    }

    private void frames(SegmentImage image) {
        Frame frame = new Frame(image);
        long at = SegmentFormat.HEADER_SIZE;
        while (frame.moveTo(at) && frame.isHeaderIntact()) {
            frameHeader(frame, at);
            if (!frame.areRecordsIntact()) {
                title("records do not match their checksum");
                return;
            }
            records(at, frame);
            at = frame.nextOffset();
        }
        boolean isNothing = at + Integer.BYTES > image.loaded() || region.getInt(at) == 0;
        title(isNothing ? "nothing behind" : "no frame at " + at);
    }

    private void frameHeader(Frame frame, long at) {
        int kind = region.getByte(at + FrameFormat.KIND_OFFSET);
        title(
                kind == FrameFormat.GROUP
                        ? "group"
                        : kind == FrameFormat.SYNC_MARK ? "sync mark" : "frame of kind " + kind);
        field(at + FrameFormat.LENGTH_OFFSET, 4, "length " + frame.length());
        field(at + FrameFormat.HEADER_CHECKSUM_OFFSET, 4, "headerChecksum");
        field(at + FrameFormat.RECORDS_CHECKSUM_OFFSET, 4, "recordsChecksum");
        field(at + FrameFormat.PREVIOUS_CHECKSUM_OFFSET, 4, "previousChecksum");
        field(at + FrameFormat.KIND_OFFSET, 4, "kind, reserved");
        field(at + FrameFormat.OPERATION_COUNT_OFFSET, 4, "operationCount " + frame.operationCount());
        field(at + FrameFormat.STREAM_OFFSET, 8, "stream");
        field(at + FrameFormat.EPOCH_OFFSET, 8, "epoch");
        field(at + FrameFormat.FIRST_SEQUENCE_OFFSET, 8, "firstSequence " + frame.firstSequence());
        field(at + FrameFormat.SYNCED_SEGMENT_OFFSET, 8, "syncedSegment " + frame.syncedSegment());
        field(at + FrameFormat.SYNCED_OFFSET_OFFSET, 8, "syncedOffset " + frame.syncedOffset());
        field(at + FrameFormat.ENGINE_TIME_OFFSET, 8, "engineTime " + frame.engineTime());
        if (at == SegmentFormat.HEADER_SIZE) {
            field(at + FrameFormat.PREVIOUS_SEGMENT_OFFSET, 8, "previousSegment " + frame.previousSegment());
            field(at + FrameFormat.PREVIOUS_END_OFFSET, 8, "previousEnd " + frame.previousEnd());
            field(at + FrameFormat.PREVIOUS_SEQUENCE_OFFSET, 8, "previousSequence " + frame.previousSequence());
            field(at + FrameFormat.MANIFEST_EDIT_OFFSET, 8, "manifestEdit " + frame.manifestEdit());
        }
    }

    private void records(long at, Frame frame) {
        long end = at + frame.length();
        long next = frame.recordsOffset();
        while (next < end && RecordFormat.isWhole(region, next, end)) {
            int keyLength = RecordFormat.keyLength(region, next);
            int valueLength = RecordFormat.valueLength(region, next);
            String what = "record of kind " + RecordFormat.kind(region, next) + ", key of " + keyLength
                    + " bytes, value of " + valueLength;
            int headerSize = (int) (RecordFormat.keyOffset(region, next) - next);
            field(next, headerSize, what);
            field(next + headerSize, keyLength, "key");
            field(next + headerSize + keyLength, valueLength, "value");
            next += RecordFormat.sizeAt(region, next);
        }
    }

    private void title(String title) {
        lines.accept("# " + title);
    }

    private void field(long at, int length, String what) {
        if (length == 0) {
            return;
        }
        int shown = Math.min(length, MAX_SHOWN);
        byte[] bytes = new byte[shown];
        region.copyTo(at, bytes, 0, shown);
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes) + (shown < length ? " ..." : "");
        lines.accept(pad(Long.toString(at), 6) + "  " + hex + " ".repeat(Math.max(1, 50 - hex.length())) + what);
    }

    private static String pad(String number, int width) {
        return " ".repeat(Math.max(0, width - number.length())) + number;
    }
}
