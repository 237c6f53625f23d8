package io.varve.recovery;

import io.varve.error.StoreException;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestFound;
import io.varve.version.ManifestState;
import io.varve.wal.LogReport;
import java.util.function.Function;

/// Recovers a store that is only read: changes nothing on disk and needs no lock. Beside a writer, it shows a
/// prefix of what that wrote.
///
/// @param manifest as it was when the log was read
/// @param log what was read of it
public record RecoveryToRead(ManifestFound manifest, LogReport log) {
    /// How often it begins anew because a writer has changed the manifest meanwhile.
    private static final int ATTEMPTS = 16;

    /// Reads the manifest and then the log.
    ///
    /// @param recovery what a recovery works with, when this is what the manifest says
    public static RecoveryToRead run(
            ManifestConfig config, Function<ManifestState, RecoveryConfig> recovery, Replay replay) {
        ManifestFound manifest = Manifest.read(config);
        for (int attempt = 1; ; attempt++) {
            try {
                ManifestState state = manifest.state();
                KnownLog log = new KnownLog(recovery.apply(state), state);
                log.requireWitnessed();
                return new RecoveryToRead(manifest, log.read(replay));
            } catch (StoreException refused) {
                // A writer may have gone on meanwhile: its log is to be read with its manifest.
                ManifestFound now = Manifest.read(config);
                boolean isSame = now.state().editNumber() == manifest.state().editNumber();
                if (attempt == ATTEMPTS || isSame) {
                    throw refused;
                }
                manifest = now;
                replay.restart();
            }
        }
    }
}
