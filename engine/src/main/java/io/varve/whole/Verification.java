package io.varve.whole;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.recovery.RecoveryConfig;
import io.varve.recovery.RecoveryToRead;
import io.varve.report.Findings;
import io.varve.report.VerifyReport;
import io.varve.sstable.CheckedTable;
import io.varve.sstable.Table;
import io.varve.sstable.TableStore;
import io.varve.version.LiveTable;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestState;
import io.varve.version.NamedSnapshot;
import io.varve.wal.LogReport;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Looks at every file of an open store as its device has it, beside reads and writes: manifest, log, and all tables
/// of the current view and of named snapshots. Goes on behind whatever it finds.
///
/// **Owner:** the thread that asked for it.
///
/// **Promises:** what is no damage is not called so: files that a writer has removed or appended to meanwhile. Takes
/// memory for one file of the log, or for index and filter of one table.
public final class Verification {
    /// A log that is being written may look damaged to who reads it piece by piece. What is so looks the same again.
    private static final int LOG_LOOKS = 3;

    private final Parts parts;
    private final Steps steps;
    private final Findings findings;
    private final long began;
    private int tables;
    private long blocks;
    private int segments;
    private long operations;
    private boolean isDirect = true;

    /// What it works with.
    ///
    /// @param tables null when the store has no folder for them
    /// @param recovery how the log is read, by what the manifest says
    public record Parts(
            String directory,
            @Nullable TableStore tables,
            ManifestConfig manifest,
            Function<ManifestState, RecoveryConfig> recovery,
            MemoryAccount account,
            LongSupplier nanoTime) {}

    private Verification(Parts parts, Steps steps) {
        this.parts = parts;
        this.steps = steps;
        this.findings = new Findings(parts.directory());
        this.began = parts.nanoTime().getAsLong();
    }

    /// Does all of it, or as much as the listener wants.
    ///
    /// @throws io.varve.error.StoreClosedException when the store is closed meanwhile
    /// @throws ResourceRefusedException when there is no memory for it
    /// @throws StoreIoException when the machine refuses to open a file
    public static VerifyReport run(Parts parts, Steps steps) {
        Verification verification = new Verification(parts, steps);
        boolean isComplete = false;
        try {
            verification.checkAll();
            isComplete = true;
        } catch (CancellationException ended) {
            // What was found until then is reported.
            assert ended.getMessage() != null;
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("verifying " + parts.directory(), refused.isBudget(), refused);
        }
        return verification.report(isComplete);
    }

    private void checkAll() {
        Map<Long, TableSummary> all = new TreeMap<>();
        for (Table table : steps.view().tables()) {
            all.put(table.summary().number(), table.summary());
        }
        ManifestState state = manifest();
        if (state != null) {
            for (NamedSnapshot snapshot : state.snapshots()) {
                for (LiveTable table : snapshot.tables()) {
                    all.putIfAbsent(table.number(), table.summary());
                }
            }
            checkLog();
        }
        all.values().forEach(table -> steps.expect(table.bytes()));
        steps.tell();
        all.values().forEach(this::checkTable);
        steps.tell();
    }

    private @Nullable ManifestState manifest() {
        steps.on(parts.manifest().directory().path() + "/manifest");
        try {
            return Manifest.read(parts.manifest()).state();
        } catch (CorruptionException | FormatVersionException | StoreIoException found) {
            findings.add(found);
            return null;
        }
    }

    private void checkLog() {
        steps.on(parts.manifest().directory().path() + "/wal");
        @Nullable StoreException before = null;
        for (int look = 1; ; look++) {
            try {
                LogReport report = RecoveryToRead.check(parts.manifest(), parts.recovery());
                segments = report.segments().size();
                operations = report.operations();
                isDirect &= report.isDirect();
                steps.accept(report.bytes());
                return;
            } catch (CorruptionException | FormatVersionException | StoreIoException found) {
                if (look == LOG_LOOKS || (before != null && before.what().equals(found.what()))) {
                    findings.add(found);
                    return;
                }
                before = found;
            }
        }
    }

    private void checkTable(TableSummary table) {
        TableStore store = parts.tables();
        if (store == null) {
            return;
        }
        steps.on(parts.manifest().directory().path() + "/tables, table " + table.number());
        try {
            CheckedTable checked = store.check(table, parts.account(), findings::add, steps);
            tables++;
            blocks += checked.blocks();
            isDirect &= checked.isDirect();
        } catch (CorruptionException missing) {
            if (isNeeded(table)) {
                findings.add(missing);
            }
        }
    }

    /// Whether a file that is gone is missed: not when a name was dropped meanwhile, or when another process writes and
    /// has merged it.
    private boolean isNeeded(TableSummary table) {
        ManifestState now = manifest();
        return now == null || now.neededTables().contains(table.number());
    }

    private VerifyReport report(boolean isComplete) {
        return new VerifyReport(
                findings.first(),
                findings.count(),
                tables,
                blocks,
                segments,
                operations,
                steps.done(),
                isDirect,
                isComplete,
                Duration.ofNanos(parts.nanoTime().getAsLong() - began));
    }
}
