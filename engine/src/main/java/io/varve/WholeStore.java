package io.varve;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.recovery.RecoveryConfig;
import io.varve.report.VerifyReport;
import io.varve.report.WorkListener;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestState;
import io.varve.whole.Steps;
import io.varve.whole.Verification;

/// What a user can ask of a store as a whole.
final class WholeStore {
    private final StoreParts parts;
    private final Reading reading;

    WholeStore(StoreParts parts, Reading reading) {
        this.parts = parts;
        this.reading = reading;
    }

    VerifyReport verify(WorkListener listener) {
        try (Steps steps = begin(listener)) {
            TableParts tables = parts.tables();
            return Verification.run(
                    new Verification.Parts(
                            parts.directory().path(),
                            tables == null ? null : tables.store(),
                            manifestConfig(),
                            this::recovery,
                            account("verify"),
                            parts.seams().clock()::nanoTime),
                    steps);
        }
    }

    private Steps begin(WorkListener listener) {
        return Steps.begin(
                parts.directory().path(), reading.calls(), reading.view(), Arguments.given("listener", listener));
    }

    private ManifestConfig manifestConfig() {
        return Opening.manifestConfig(parts.directory(), parts.seams().memory(), account("verify"));
    }

    private RecoveryConfig recovery(ManifestState state) {
        Memory memory = parts.seams().memory();
        Directory wal = parts.wal();
        return new RecoveryConfig(
                Opening.logConfig(parts.options(), state, state.epoch(), wal),
                wal,
                memory,
                account("verify"),
                account("verify"));
    }

    private MemoryAccount account(String purpose) {
        return parts.seams().memory().budget().account(purpose);
    }
}
