package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a log back after a restart: from its oldest segment that is needed to its end.
///
/// **Owner:** the thread that opens the store. Reads only; used once.
///
/// **Promises:** what it shows its visitor are groups that were written, whole, in their order, without a
/// hole (P6). The log ends at the first frame that is missing or bad. If some intact frame further on says
/// that the log was once durable beyond that place, then something durable is damaged, and that is a
/// [CorruptionException]; otherwise a crash has torn what nobody was promised (D-12, P12). Nothing is used
/// before it was verified, and no number in a file decides how much memory is taken.
///
/// The visitor may have been shown groups before an exception; they are not to be used then.
public final class LogReader implements AutoCloseable {
    private final LogBounds bounds;
    private final LogDirectory files;
    private final SegmentImage image;
    private final SegmentImage beginning;
    private final boolean isDirect;
    private final List<Long> read = new ArrayList<>();

    private LogEnd end = LogEnd.NONE;
    private long epoch;
    private long engineTime;
    private long frames;
    private long operations;
    private long bytes;
    private long largestSegment;

    /// The epoch of the copy that the log begins with; 0 when it begins with none.
    private long copyEpoch;

    /// A reader.
    ///
    /// @param config store, stream and expected segment size
    /// @param bounds what the manifest knows
    /// @param directory of the log; stays the caller's
    public LogReader(LogConfig config, LogBounds bounds, Directory directory, Memory memory, MemoryAccount account) {
        this.bounds = bounds;
        this.files = new LogDirectory(directory);
        this.isDirect = SegmentImage.isDirect(directory);
        this.image = new SegmentImage(config, directory, memory, account, config.segmentSize());
        boolean isMade = false;
        try {
            this.beginning = new SegmentImage(config, directory, memory, account, 2L * SegmentFormat.HEADER_SIZE);
            isMade = true;
        } finally {
            if (!isMade) {
                image.close();
            }
        }
    }

    /// Reads the log.
    ///
    /// @throws CorruptionException when something durable is damaged or missing
    /// @throws io.varve.error.FormatVersionException when a newer version wrote it
    /// @throws io.varve.error.StoreIoException when the machine refuses
    public LogReport read(FrameVisitor visitor) {
        List<Long> numbers = files.segments();
        ProofSearch proof = new ProofSearch();
        if (bounds.firstSegment() != 0) {
            long last = readAll(numbers, visitor);
            search(proof, last, numbers);
        }
        requireProven();
        List<Long> left = new ArrayList<>(numbers);
        left.removeAll(read);
        return new LogReport(
                end,
                epoch,
                engineTime,
                frames,
                operations,
                bytes,
                largestSegment,
                proof.frames(),
                proof.bytes(),
                read,
                left,
                files.highestNumber(),
                isDirect);
    }

    /// Gives the memory back.
    @Override
    public void close() {
        image.close();
        beginning.close();
    }

    /// Reads segment after segment; returns the one in which it stopped, whose image is loaded.
    private long readAll(List<Long> numbers, FrameVisitor visitor) {
        long number = bounds.firstSegment();
        if (!numbers.contains(number)) {
            throw new CorruptionException(files.path(number), 0, "the oldest segment of the log", "no such file");
        }
        end = new LogEnd(number, SegmentFormat.HEADER_SIZE, 0, 0);
        read.add(number);
        while (true) {
            image.load(number);
            largestSegment = Math.max(largestSegment, image.header().segmentSize());
            if (number == bounds.firstSegment() && image.header().isCopy()) {
                copyEpoch = image.header().epoch();
            }
            readSegment(number, visitor);
            long next = end.segment() == number ? successor(numbers, cutOf(number), lowestEpoch(number)) : 0;
            if (next == 0) {
                return number;
            }
            number = next;
        }
    }

    private void readSegment(long number, FrameVisitor visitor) {
        LogCut cut = cutOf(number);
        long stop = cut == null ? image.loaded() : cut.offset();
        Frame frame = new Frame(image);
        long at = SegmentFormat.HEADER_SIZE;
        while (at < stop && frame.moveTo(at) && frame.isHeaderIntact() && frame.areRecordsIntact()) {
            frame.requireLegal(end, frames > 0);
            show(number, frame, visitor);
            at = frame.nextOffset();
        }
        boolean isWhole = cut == null
                || (end.segment() == number && end.offset() == cut.offset() && end.lastChecksum() == cut.checksum());
        if (!isWhole) {
            throw new CorruptionException(
                    image.path(), at, "frames up to " + stop + ", where the log was cut", "their end");
        }
    }

    private void show(long number, Frame frame, FrameVisitor visitor) {
        if (frame.operationCount() > 0) {
            visitor.onGroup(
                    number,
                    frame.firstSequence(),
                    frame.operationCount(),
                    image.region(),
                    frame.recordsOffset(),
                    frame.recordsLength());
        }
        if (end.segment() != number) {
            read.add(number);
        }
        end = new LogEnd(number, frame.nextOffset(), frame.lastSequence(), frame.headerChecksum());
        epoch = Math.max(epoch, image.header().epoch());
        engineTime = Math.max(engineTime, frame.engineTime());
        frames++;
        operations += frame.operationCount();
        bytes += frame.length();
    }

    /// The lowest epoch that a segment behind the one that was read can have. One below was made by a process
    /// that was fenced, and knew it too late: it is no part of the log (P19).
    private long lowestEpoch(long number) {
        LogCut cut = cutOf(number);
        long here = Math.max(epoch, image.header().epoch());
        return cut == null ? here : Math.max(here, cut.epoch());
    }

    /// The segment in which the log goes on from `end`: the first whose first frame links to there. 0 when
    /// there is none: the log ends, or ends too early, which is for [ProofSearch] to say.
    private long successor(List<Long> numbers, @Nullable LogCut cut, long lowestEpoch) {
        for (long number : numbers) {
            if (number <= end.segment()) {
                continue;
            }
            beginning.loadBeginning(number);
            if (isForeign(beginning.header(), lowestEpoch)) {
                continue;
            }
            Frame first = new Frame(beginning);
            if (first.moveTo(SegmentFormat.HEADER_SIZE) && first.isHeaderIntact()) {
                return isLinkedHere(first) ? number : missing(number, first, numbers, cut);
            }
        }
        return 0;
    }

    /// Whether a segment is none of this log: made by a fenced process, or part of a copy that never came to
    /// count.
    private boolean isForeign(SegmentHeader header, long lowestEpoch) {
        boolean isOfOtherCopy = header.isCopy() && header.epoch() != copyEpoch;
        return header.epoch() < lowestEpoch || isOfOtherCopy;
    }

    /// Whether a first frame goes on from `end`; or is the first frame at all, behind segments that were
    /// never used.
    private boolean isLinkedHere(Frame first) {
        boolean isFirstOfAll = frames == 0 && first.previousSegment() < bounds.firstSegment();
        return isFirstOfAll
                || (first.previousSegment() == end.segment()
                        && first.previousEnd() == end.offset()
                        && first.previousSequence() == end.lastSequence()
                        && first.previousChecksum() == end.lastChecksum());
    }

    /// A segment goes on from a place other than `end`. If that is one that a crash may have lost, the log ends here:
    /// 0. Otherwise a whole segment is missing, whose name was durable before it was used (row 31), or
    /// the link is wrong.
    private long missing(long number, Frame first, List<Long> numbers, @Nullable LogCut cut) {
        long previous = first.previousSegment();
        boolean isLostInside = previous == end.segment() && first.previousEnd() > end.offset() && cut == null;
        boolean isLostBetween = previous > end.segment() && previous < number && numbers.contains(previous);
        if (isLostInside || isLostBetween) {
            return 0;
        }
        throw new CorruptionException(
                files.path(number),
                SegmentFormat.HEADER_SIZE + FrameFormat.PREVIOUS_SEGMENT_OFFSET,
                "a link to " + end,
                "a link to segment " + previous + ", end " + first.previousEnd() + ", sequence "
                        + first.previousSequence());
    }

    private void search(ProofSearch proof, long last, List<Long> numbers) {
        LogCut cut = cutOf(last);
        if (cut == null) {
            proof.search(image, end.segment() == last ? end.offset() : SegmentFormat.HEADER_SIZE, end);
        }
        long lowestEpoch = lowestEpoch(last);
        for (long number : numbers) {
            if (number > last) {
                image.load(number);
                if (!isForeign(image.header(), lowestEpoch)) {
                    proof.search(image, SegmentFormat.HEADER_SIZE, end);
                }
            }
        }
        proof.requireNone(files.path(end.segment()), end);
    }

    private void requireProven() {
        if (LogEnd.isBeyond(bounds.provenSegment(), bounds.provenOffset(), end.segment(), end.offset())) {
            throw new CorruptionException(
                    files.path(Math.max(1, end.segment())),
                    end.offset(),
                    "a log up to segment " + bounds.provenSegment() + ", offset " + bounds.provenOffset(),
                    "its end");
        }
    }

    private @Nullable LogCut cutOf(long number) {
        for (LogCut cut : bounds.cuts()) {
            if (cut.segment() == number) {
                return cut;
            }
        }
        return null;
    }
}
