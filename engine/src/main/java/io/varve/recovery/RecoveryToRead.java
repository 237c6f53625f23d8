package io.varve.recovery;

import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestFound;
import io.varve.version.ManifestState;
import io.varve.wal.FrameVisitor;
import io.varve.wal.LogReport;
import java.util.List;
import java.util.function.Function;

/// Recovers a store that is only read: changes nothing on disk and needs no lock. Beside a writer, it shows a
/// prefix of what that wrote.
///
/// @param manifest as it was when the log was read
/// @param log what was read of it
/// @param lastSequence the highest that was given out, of the log and of the tables
/// @param memtables what was replayed, oldest first
public record RecoveryToRead(
        ManifestFound manifest, LogReport log, long lastSequence, List<RecoveredMemTable> memtables) {
    /// How often it begins anew because a writer has changed the manifest meanwhile.
    private static final int ATTEMPTS = 16;

    private static final FrameVisitor NOBODY = (segment, first, count, records, offset, length) -> {};

    /// Reads the manifest and then the log.
    ///
    /// @param recovery what a recovery works with, when this is what the manifest says
    public static RecoveryToRead run(
            ManifestConfig config, Function<ManifestState, RecoveryConfig> recovery, Replay replay) {
        Read read = read(config, recovery, replay, replay::restart);
        ManifestState state = read.manifest.state();
        return new RecoveryToRead(
                read.manifest,
                read.log,
                read.lastSequence,
                replay.memtables(state.rotationFloor(), state.segmentFloor()));
    }

    /// Reads the manifest and then the log, and keeps nothing of it.
    ///
    /// @throws StoreException when something durable is damaged or missing, or the machine refuses
    public static LogReport check(ManifestConfig config, Function<ManifestState, RecoveryConfig> recovery) {
        return read(config, recovery, NOBODY, () -> {}).log;
    }

    private record Read(ManifestFound manifest, LogReport log, long lastSequence) {}

    private static Read read(
            ManifestConfig config,
            Function<ManifestState, RecoveryConfig> recovery,
            FrameVisitor visitor,
            Runnable restart) {
        ManifestFound manifest = Manifest.read(config);
        for (int attempt = 1; ; attempt++) {
            try {
                ManifestState state = manifest.state();
                KnownLog log = new KnownLog(recovery.apply(state), state);
                log.requireWitnessed();
                LogReport found = log.read(visitor);
                requireUnmoved(config, state, recovery.apply(state));
                return new Read(manifest, found, log.lastSequence(found.end()));
            } catch (StoreException refused) {
                // A writer may have gone on meanwhile: its log is to be read with its manifest. Or it has removed a
                // segment that was listed, and is no part of the log, after the edit that says so.
                ManifestFound now = Manifest.read(config);
                boolean isSame = now.state().editNumber() == manifest.state().editNumber();
                boolean isGone = refused instanceof StoreIoException call && call.errno() == Errno.ENOENT;
                if (attempt == ATTEMPTS || (isSame && !isGone)) {
                    throw refused;
                }
                manifest = now;
                restart.run();
            }
        }
    }

    /// Throws when a writer may have given segments another life while they were read: what looks like the end
    /// of the log may be none then. The edit that raises the floor is durable before that.
    private static void requireUnmoved(ManifestConfig config, ManifestState state, RecoveryConfig recovery) {
        long floor = Manifest.read(config).state().logFloor();
        if (floor != state.logFloor()) {
            throw new StoreIoException("read", recovery.wal().path(), Errno.EAGAIN);
        }
    }
}
