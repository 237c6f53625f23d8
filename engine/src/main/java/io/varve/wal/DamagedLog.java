package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads all that is left of a log, on both sides of what is damaged. A frame counts by itself: it was written
/// in its place, in this life of the file; what it followed is only asked to tell what is missing.
///
/// **Owner:** one thread. Reads only; used once.
///
/// **Promises:** of what earlier recoveries have given up, nothing is shown, as far as cuts or epochs say so:
/// what stands behind a cut; and operations whose numbers a later epoch has given out again.
public final class DamagedLog implements AutoCloseable {
    private final LogBounds bounds;
    private final LogDirectory files;
    private final SegmentImage image;
    private final Consumer<StoreException> findings;
    private final List<LogGap> gaps = new ArrayList<>();

    /// Of each epoch, the first operation that it wrote itself.
    private final NavigableMap<Long, Long> firstOfEpoch = new TreeMap<>();

    private LogEnd end = LogEnd.NONE;
    private long lowestEpoch;
    private long copyEpoch;
    private long operations;
    private long lastSequence;
    private long segments;

    /// A reader.
    ///
    /// @param config store, stream and expected segment size
    /// @param bounds what the manifest knows; without one, nothing
    /// @param findings is told of files that are no segments any more
    public DamagedLog(
            LogConfig config,
            LogBounds bounds,
            Directory directory,
            Memory memory,
            MemoryAccount account,
            Consumer<StoreException> findings) {
        this.bounds = bounds;
        this.files = new LogDirectory(directory);
        this.findings = findings;
        this.image = new SegmentImage(config, directory, memory, account, config.segmentSize());
    }

    /// A part of a log that is lost.
    ///
    /// @param path of the segment
    /// @param from where it begins
    /// @param to where the next intact frame begins; or where the segment ended, as far as is known
    /// @param after the last operation before it; 0 when there is none
    /// @param before the first operation behind it; 0 when there is none
    public record LogGap(String path, long from, long to, long after, long before) {}

    /// Shows all groups that are left, in the order of segments.
    public void read(FrameVisitor visitor) {
        List<Long> numbers = new ArrayList<>(files.segments());
        numbers.removeIf(number -> number < bounds.firstSegment());
        if (bounds.firstSegment() != 0 && !numbers.contains(bounds.firstSegment())) {
            gaps.add(new LogGap(files.path(bounds.firstSegment()), 0, 0, 0, 0));
        }
        if (bounds.firstSegment() == 0) {
            numbers.forEach(this::noteEpoch);
        }
        for (long number : numbers) {
            readSegment(number, visitor);
        }
        boolean isShort = bounds.provenSegment() != 0
                && LogEnd.isBeyond(bounds.provenSegment(), bounds.provenOffset(), end.segment(), end.offset());
        if (isShort && !isGapIn(files.path(bounds.provenSegment()))) {
            gaps.add(new LogGap(
                    files.path(bounds.provenSegment()), end.offset(), bounds.provenOffset(), lastSequence, 0));
        }
    }

    /// What is lost, as far as anybody can know: what stood behind the last frame that is left leaves no trace,
    /// unless the manifest or a later segment knows of it.
    public List<LogGap> gaps() {
        return List.copyOf(gaps);
    }

    /// Operations that were shown.
    public long operations() {
        return operations;
    }

    /// The highest number of an operation; 0 when there is none.
    public long lastSequence() {
        return lastSequence;
    }

    /// Segments that had anything in them.
    public long segments() {
        return segments;
    }

    @Override
    public void close() {
        image.close();
    }

    /// Copies have operations of earlier epochs.
    private void noteEpoch(long number) {
        if (!load(number, failure -> {}) || image.header().isCopy()) {
            return;
        }
        long epoch = image.header().epoch();
        for (Frame frame = next(SegmentFormat.HEADER_SIZE, image.loaded());
                frame != null;
                frame = next(frame.nextOffset(), image.loaded())) {
            if (frame.operationCount() > 0) {
                firstOfEpoch.merge(epoch, frame.firstSequence(), Math::min);
            }
        }
    }

    private void readSegment(long number, FrameVisitor visitor) {
        if (!load(number, findings)) {
            gaps.add(new LogGap(files.path(number), 0, 0, lastSequence, 0));
            return;
        }
        SegmentHeader header = image.header();
        if (number == bounds.firstSegment() && header.isCopy()) {
            copyEpoch = header.epoch();
        }
        boolean isOfOtherCopy = bounds.firstSegment() != 0 && header.isCopy() && header.epoch() != copyEpoch;
        if (header.epoch() < lowestEpoch || isOfOtherCopy) {
            return;
        }
        LogCut cut = cutOf(number);
        long stop = cut == null ? image.loaded() : Math.min(cut.offset(), image.loaded());
        long at = SegmentFormat.HEADER_SIZE;
        Frame frame = next(at, stop);
        if (frame != null) {
            segments++;
            noteLink(frame, number);
        }
        while (frame != null) {
            if (frame.offset() > at) {
                gaps.add(new LogGap(image.path(), at, frame.offset(), lastSequence, frame.firstSequence()));
            }
            show(number, frame, visitor);
            at = frame.nextOffset();
            frame = next(at, stop);
        }
        if (cut != null) {
            lowestEpoch = Math.max(lowestEpoch, cut.epoch());
            if (at < stop) {
                gaps.add(new LogGap(image.path(), at, stop, lastSequence, 0));
                end = new LogEnd(number, stop, lastSequence, 0);
            }
        }
    }

    /// The first frame of a segment knows where the one before it ended.
    private void noteLink(Frame first, long number) {
        boolean isFirst = first.offset() == SegmentFormat.HEADER_SIZE;
        long previous = first.previousSegment();
        if (!isFirst || previous < Math.max(1, bounds.firstSegment())) {
            return;
        }
        boolean isHere = previous == end.segment() && first.previousEnd() == end.offset();
        boolean isGiven = !isHere && previous <= number && first.previousSequence() > lastSequence;
        if (isGiven) {
            long from = previous == end.segment() ? end.offset() : SegmentFormat.HEADER_SIZE;
            gaps.add(new LogGap(files.path(previous), from, first.previousEnd(), lastSequence, first.firstSequence()));
        }
    }

    private void show(long number, Frame frame, FrameVisitor visitor) {
        long epoch = image.header().epoch();
        boolean isGivenUp = !image.header().isCopy() && isTakenAgain(epoch, frame.firstSequence());
        end = new LogEnd(number, frame.nextOffset(), frame.lastSequence(), frame.headerChecksum());
        if (isGivenUp) {
            return;
        }
        if (frame.operationCount() > 0) {
            visitor.onGroup(
                    number,
                    frame.firstSequence(),
                    frame.operationCount(),
                    image.region(),
                    frame.recordsOffset(),
                    frame.recordsLength());
        }
        operations += frame.operationCount();
        lastSequence = Math.max(lastSequence, frame.lastSequence());
    }

    /// Whether a later epoch has begun at or below a number.
    private boolean isTakenAgain(long epoch, long sequence) {
        for (long first : firstOfEpoch.tailMap(epoch, false).values()) {
            if (first <= sequence) {
                return true;
            }
        }
        return false;
    }

    private boolean isGapIn(String path) {
        for (LogGap gap : gaps) {
            if (gap.path().equals(path)) {
                return true;
            }
        }
        return false;
    }

    /// The next intact frame at a place or behind it; null when there is none before another.
    private @Nullable Frame next(long from, long stop) {
        Frame frame = new Frame(image);
        int step = image.header().frameAlignment();
        for (long at = from; at < stop && frame.moveTo(at); at += step) {
            if (frame.isHeaderIntact() && frame.areRecordsIntact() && isLegal(frame)) {
                return frame;
            }
        }
        return null;
    }

    private boolean isLegal(Frame frame) {
        try {
            frame.requireLegal(LogEnd.NONE, false);
            return true;
        } catch (CorruptionException impossible) {
            return false;
        } catch (FormatVersionException later) {
            findings.accept(later);
            return false;
        }
    }

    private boolean load(long number, Consumer<StoreException> told) {
        try {
            image.loadWhatIsLeft(number);
            return true;
        } catch (CorruptionException | FormatVersionException | StoreIoException damaged) {
            told.accept(damaged);
            return false;
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
