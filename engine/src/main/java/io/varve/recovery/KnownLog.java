package io.varve.recovery;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Region;
import io.varve.version.LiveTable;
import io.varve.version.ManifestState;
import io.varve.version.RecoveryCut;
import io.varve.wal.FrameVisitor;
import io.varve.wal.LifeWitness;
import io.varve.wal.LogBounds;
import io.varve.wal.LogCut;
import io.varve.wal.LogEnd;
import io.varve.wal.LogReader;
import io.varve.wal.LogReport;
import io.varve.wal.ManifestWitness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The log as one state of the manifest describes it, and each held against the other. Changes nothing.
final class KnownLog {
    /// Leaves room for what follows, below the limit of the manifest's numbers, 2^61.
    private static final long MOST_NUMBER = (1L << 61) - (1 << 20);

    private final RecoveryConfig config;
    private final ManifestState state;

    KnownLog(RecoveryConfig config, ManifestState state) {
        this.config = config;
        this.state = state;
    }

    /// Throws when the log knows of an edit that the manifest has lost (row 24), or the manifest, or a segment,
    /// of a segment that is not there (rows 29, 31).
    void requireWitnessed() {
        ManifestWitness.require(
                config.log(), config.wal(), config.memory(), config.reading(), state.logFloor(), state.editNumber());
        long first = state.requiredLifeSegment();
        if (first != 0) {
            LifeWitness.require(config.log(), config.wal(), config.memory(), config.reading(), first);
        }
    }

    /// Reads from the oldest segment that the manifest knows of. A log that never was opened for writing has
    /// none.
    ///
    /// @throws CorruptionException also when there is less than the manifest knows to be durable
    LogReport read(FrameVisitor visitor) {
        try (LogReader reader =
                new LogReader(config.log(), possibleBounds(), config.wal(), config.memory(), config.reading())) {
            Sequences shown = new Sequences(visitor);
            LogReport found = reader.read(shown);
            requireSequence(found.end().lastSequence());
            requireTables(shown.first, found.end().lastSequence());
            requireLastCut(found.end());
            requirePossible("sequence number", found.end().lastSequence());
            requirePossible("segment number", found.highestNumber());
            return found;
        }
    }

    /// Shows as much of the log as there is before the first damage, which is a prefix of what it was.
    ///
    /// @param findings is told of all that is wrong
    Sequences readPrefix(FrameVisitor visitor, Consumer<StoreException> findings) {
        Sequences shown = new Sequences(visitor);
        tell(findings, this::requireWitnessed);
        tell(findings, () -> {
            try (LogReader reader =
                    new LogReader(config.log(), possibleBounds(), config.wal(), config.memory(), config.reading())) {
                LogReport found = reader.read(shown);
                requireSequence(found.end().lastSequence());
                requireTables(shown.first, found.end().lastSequence());
                requireLastCut(found.end());
                requirePossible("sequence number", found.end().lastSequence());
            }
        });
        return shown;
    }

    private static void tell(Consumer<StoreException> findings, Runnable step) {
        try {
            step.run();
        } catch (CorruptionException | FormatVersionException | StoreIoException found) {
            findings.accept(found);
        }
    }

    /// Whether a table of level 0 has operations that are not in the part of the log that was read, and newer
    /// than some that are.
    static boolean isBeyond(LiveTable table, long first, long last) {
        long inTable = table.summary().lastSequence();
        return first != 0 && table.level() == 0 && first <= inTable && last < inTable;
    }

    /// The highest sequence number that was given out, as far as anybody knows: the manifest's floor is above
    /// all that its tables hold.
    ///
    /// @param end of the log, as it was found
    long lastSequence(LogEnd end) {
        return Math.max(end.lastSequence(), state.sequenceFloor() - 1);
    }

    private LogBounds possibleBounds() {
        try {
            return bounds(state);
        } catch (IllegalArgumentException nonsense) {
            throw damaged("a log as the manifest describes it", String.valueOf(nonsense.getMessage()));
        }
    }

    /// What a state of the manifest knows of the log.
    static LogBounds bounds(ManifestState state) {
        boolean hasSegments = state.segmentFloor() > state.logFloor();
        LogBounds bounds = LogBounds.from(hasSegments ? state.logFloor() : 0);
        RecoveryCut last = state.lastCut();
        // What stands before a cut was synced before the cut was made: it is proven to have been there.
        return last == null ? bounds : new LogBounds(bounds.firstSegment(), cuts(state), last.segment(), last.offset());
    }

    private static List<LogCut> cuts(ManifestState state) {
        List<LogCut> cuts = new ArrayList<>();
        for (RecoveryCut cut : state.cuts()) {
            cuts.add(new LogCut(cut.segment(), cut.offset(), cut.checksum(), cut.epoch()));
        }
        return cuts;
    }

    /// What an earlier open had found was durable then, and the manifest knows how far that went: before the
    /// first install all of it is in the log, later what stands before the last cut and is not in tables.
    private void requireSequence(long last) {
        RecoveryCut cut = state.lastCut();
        long inLog = cut == null ? 0 : cut.lastSequence();
        long known = state.snapshotId() == 0 ? state.sequenceFloor() - 1 : inLog;
        if (last < known) {
            throw damaged("operations up to " + known + ", as the manifest knows", "operations up to " + last);
        }
    }

    /// A table of level 0 that is newer than the beginning of the log was installed when all that it holds was
    /// durable there ([io.varve.version.Install]). If that is gone, memtables replayed from the rest would hide
    /// it.
    ///
    /// @param first sequence number in the log; 0 when there is none
    private void requireTables(long first, long last) {
        for (LiveTable table : state.tables()) {
            if (isBeyond(table, first, last)) {
                throw damaged(
                        "operations up to " + table.summary().lastSequence() + ", which table " + table.number()
                                + " has",
                        "operations from " + first + " to " + last);
            }
        }
    }

    /// Where the log still ends at its last cut, both name the same last operation.
    private void requireLastCut(LogEnd end) {
        RecoveryCut cut = state.lastCut();
        if (cut == null || cut.segment() != end.segment() || cut.offset() != end.offset()) {
            return;
        }
        if (cut.lastSequence() != end.lastSequence()) {
            throw damaged(
                    "operations up to " + cut.lastSequence() + " before the last cut, as the manifest knows",
                    "operations up to " + end.lastSequence());
        }
    }

    /// Numbers that no store reaches were not written by one, and adding to them would overflow.
    private void requirePossible(String what, long number) {
        if (number > MOST_NUMBER) {
            throw damaged("a " + what + " of at most " + MOST_NUMBER, "" + number);
        }
    }

    private CorruptionException damaged(String expected, String found) {
        return new CorruptionException(config.wal().path(), 0, expected, found);
    }

    /// Remembers which operations it passes on.
    static final class Sequences implements FrameVisitor {
        private final FrameVisitor visitor;
        private long first;
        private long last;
        private long groups;
        private long operations;

        private Sequences(FrameVisitor visitor) {
            this.visitor = visitor;
        }

        /// The first one; 0 when there was none.
        long first() {
            return first;
        }

        /// The last one; 0 when there was none.
        long last() {
            return last;
        }

        long groups() {
            return groups;
        }

        long operations() {
            return operations;
        }

        @Override
        public void onGroup(
                long segment, long firstSequence, int operationCount, Region records, long offset, long length) {
            first = first == 0 ? firstSequence : first;
            last = firstSequence + operationCount - 1;
            groups++;
            operations += operationCount;
            visitor.onGroup(segment, firstSequence, operationCount, records, offset, length);
        }
    }
}
