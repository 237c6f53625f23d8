package io.varve.recovery;

import io.varve.error.CorruptionException;
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

    /// Throws when the log knows of an edit that the manifest has lost (row 24), or the manifest, or a segment, of a
    /// segment that is not there (rows 29, 31).
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
            LogReport found = reader.read(visitor);
            requireSequence(found.end().lastSequence());
            requireLastCut(found.end());
            requirePossible("sequence number", found.end().lastSequence());
            requirePossible("segment number", found.highestNumber());
            return found;
        }
    }

    private LogBounds possibleBounds() {
        try {
            return bounds();
        } catch (IllegalArgumentException nonsense) {
            throw damaged("a log as the manifest describes it", String.valueOf(nonsense.getMessage()));
        }
    }

    private LogBounds bounds() {
        boolean hasSegments = state.segmentFloor() > state.logFloor();
        LogBounds bounds = LogBounds.from(hasSegments ? state.logFloor() : 0);
        RecoveryCut last = state.lastCut();
        // What stands before a cut was synced before the cut was made: it is proven to have been there.
        return last == null ? bounds : new LogBounds(bounds.firstSegment(), cuts(), last.segment(), last.offset());
    }

    private List<LogCut> cuts() {
        List<LogCut> cuts = new ArrayList<>();
        for (RecoveryCut cut : state.cuts()) {
            cuts.add(new LogCut(cut.segment(), cut.offset(), cut.checksum(), cut.epoch()));
        }
        return cuts;
    }

    /// What an earlier open had found was durable then, and the manifest knows how far that went.
    private void requireSequence(long last) {
        long known = state.sequenceFloor() - 1;
        if (last < known) {
            throw damaged("operations up to " + known + ", as the manifest knows", "operations up to " + last);
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
}
