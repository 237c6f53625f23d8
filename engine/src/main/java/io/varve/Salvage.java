package io.varve;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreIoException;
import io.varve.format.EngineTime;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.recovery.RecoveryDegraded;
import io.varve.recovery.Replay;
import io.varve.report.Findings;
import io.varve.report.SalvageReport;
import io.varve.report.WorkListener;
import io.varve.sstable.TableDiscovery;
import io.varve.sstable.TableStore;
import io.varve.version.Creation;
import io.varve.version.LiveTable;
import io.varve.version.Manifest;
import io.varve.version.ManifestState;
import io.varve.version.NamedSnapshot;
import io.varve.wal.DamagedLog;
import io.varve.wal.LogBounds;
import io.varve.wal.LogDirectory;
import io.varve.whole.Made;
import io.varve.whole.Salvaging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Saves what is left of a damaged store: copies every entry that can be read to a new store, of each key the
/// newest version that there is, and says what was lost. The damaged one is only read.
///
/// Works without the manifest, too: then every file counts that looks like one of the store, and what had been
/// deleted may be back ([SalvageReport#hadManifest()]).
public final class Salvage {
    private static final long STEP_BYTES = 4 << 20;

    private final Seams seams;
    private final StoreOptions options;
    private final Memory memory;
    private final MemoryAccount account;
    private final WorkListener listener;
    private final Directory directory;
    private final Findings findings;

    private Salvage(Seams seams, StoreOptions options, WorkListener listener, Directory directory) {
        this.seams = seams;
        this.options = options;
        this.memory = seams.memory();
        this.account = memory.budget().account("salvage");
        this.listener = listener;
        this.directory = directory;
        this.findings = new Findings(directory.path());
    }

    /// Saves a store.
    ///
    /// @param from the damaged one, which nobody has open
    /// @param to a directory that does not exist, or is empty
    /// @param options how the new one is made; its memory must hold what the log has, and filters and
    ///     indexes of all tables
    /// @throws io.varve.error.StoreLockedException when somebody writes to it
    /// @throws io.varve.error.CorruptionException when nothing of a store can be found
    /// @throws io.varve.error.StoreException when the machine refuses; nothing is left of the new one then
    public static SalvageReport run(Path from, Path to, StoreOptions options) {
        return run(from, to, options, WorkListener.NOBODY);
    }

    /// Likewise; the listener is told how far it is, and may end it.
    ///
    /// @throws CancellationException when it does; nothing is left of the new store then
    public static SalvageReport run(Path from, Path to, StoreOptions options, WorkListener listener) {
        String source = Arguments.directory(from);
        String target = Arguments.directory(to);
        Arguments.given("options", options).check();
        return run(Seams.ofMachine(options), source, target, options, Arguments.given("listener", listener));
    }

    static SalvageReport run(Seams seams, String from, String to, StoreOptions options, WorkListener listener) {
        try (Directory directory = StoreDirectory.openWhole(seams.disk(), from, false)) {
            DirectoryLock.requireFree(directory);
            return new Salvage(seams, options, listener, directory).run(to);
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("salvaging " + from, refused.isBudget(), refused);
        }
    }

    private SalvageReport run(String to) {
        long began = seams.clock().nanoTime();
        ManifestState state = manifest();
        EngineTime time = new EngineTime(seams.clock());
        time.raise(state == null ? 0 : state.engineMillis());
        try (Directory wal = folder(StoreDirectory.WAL);
                Directory tables = folder(StoreDirectory.TABLES)) {
            StoreId store =
                    state == null ? guess(wal, tables) : state.creation().store();
            try (TableStore from = new TableStore(
                            Opening.tableConfig(options, store),
                            tables,
                            memory,
                            account,
                            account,
                            time,
                            seams.clock());
                    Salvaging salvaging =
                            new Salvaging(from, findings, new Replay(memory, account, options.memtableBytes()))) {
                addTables(salvaging, state, store, tables);
                addLog(salvaging, state, store, wal);
                Made made = write(to, salvaging, time);
                return report(
                        to,
                        state,
                        salvaging,
                        made,
                        Duration.ofNanos(seams.clock().nanoTime() - began));
            }
        }
    }

    private @Nullable ManifestState manifest() {
        try {
            return Manifest.read(Opening.manifestConfig(directory, memory, account))
                    .state();
        } catch (CorruptionException | FormatVersionException damaged) {
            findings.add(damaged);
            return null;
        } catch (StoreIoException refused) {
            // A machine that opens no file now says nothing of the manifest.
            if (refused.errno() != Errno.ENOENT && refused.errno() != Errno.EIO) {
                throw refused;
            }
            findings.add(refused);
            return null;
        }
    }

    private Directory folder(String name) {
        return StoreDirectory.openBelowDamaged(seams.disk(), directory, name, findings::add);
    }

    /// Whose most files are.
    private StoreId guess(Directory wal, Directory tables) {
        Map<StoreId, Integer> votes = new HashMap<>();
        TableDiscovery discovery = new TableDiscovery(tables, memory, account);
        for (long number : discovery.numbers()) {
            vote(votes, discovery.storeOf(number));
        }
        Region header = memory.allocate(account, LogDirectory.headerSize(), Pages.BASE);
        try {
            LogDirectory log = new LogDirectory(wal);
            for (long number : log.segments()) {
                vote(votes, log.storeOf(number, header));
            }
        } finally {
            memory.free(header);
        }
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new CorruptionException(
                        directory.path(), 0, "a table or a part of a log with a header", "none"));
    }

    private static void vote(Map<StoreId, Integer> votes, @Nullable StoreId store) {
        if (store != null) {
            votes.merge(store, 1, Integer::sum);
        }
    }

    private void addTables(Salvaging salvaging, @Nullable ManifestState state, StoreId store, Directory folder) {
        if (state != null) {
            state.tables().forEach(salvaging::addTable);
            return;
        }
        TableDiscovery discovery = new TableDiscovery(folder, memory, account);
        for (long number : discovery.numbers()) {
            StoreId owner = discovery.storeOf(number);
            if (owner == null || owner.equals(store)) {
                TableSummary summary = discovery.describe(store, number, damaged -> salvaging.addLost(number, damaged));
                if (summary != null) {
                    salvaging.addTable(LiveTable.flushed(summary, 1));
                }
            }
        }
    }

    private void addLog(Salvaging salvaging, @Nullable ManifestState state, StoreId store, Directory wal) {
        LogBounds bounds = state == null ? LogBounds.from(0) : RecoveryDegraded.bounds(state);
        if (state != null && bounds.firstSegment() == 0) {
            return;
        }
        try (DamagedLog log = new DamagedLog(
                Opening.logConfig(options, store, 0, wal), bounds, wal, memory, account, findings::add)) {
            salvaging.addLog(log);
        }
    }

    private Made write(String to, Salvaging salvaging, EngineTime time) {
        StoreId id = new StoreId(seams.random().nextLong(), seams.random().nextLong());
        try (NewStore made = NewStore.begin(seams, to)) {
            DirectoryLock lock = made.lock(memory, account);
            Made tables;
            try (TableStore target = new TableStore(
                    Opening.tableConfig(options, id), made.tables(), memory, account, account, time, seams.clock())) {
                tables =
                        salvaging.write(target, memory, account, options.tableBytes(), progress(to, salvaging.bytes()));
            }
            long now = time.getAsLong();
            tables.writeManifest(
                    Opening.manifestConfig(made.directory(), memory, account),
                    lock,
                    new Creation(id, Creation.FORMAT_VERSION, !options.log(), now),
                    now);
            made.finish();
            return tables;
        }
    }

    private LongConsumer progress(String what, long all) {
        long[] done = new long[2];
        return bytes -> {
            done[0] += bytes;
            if (done[0] - done[1] >= STEP_BYTES) {
                done[1] = done[0];
                if (!listener.goOn(what, done[0], Math.max(done[0], all))) {
                    throw new CancellationException("the salvage was ended by its listener");
                }
            }
        };
    }

    private SalvageReport report(
            String to, @Nullable ManifestState state, Salvaging salvaging, Made made, Duration duration) {
        List<String> names = new ArrayList<>();
        if (state != null) {
            state.snapshots().stream().map(NamedSnapshot::name).forEach(names::add);
        }
        return new SalvageReport(
                to,
                state != null,
                salvaging.entries(),
                made.bytes(),
                salvaging.tableCount(),
                salvaging.operations(),
                salvaging.lostTables(),
                salvaging.lostBlocks(),
                salvaging.lostLog(),
                names,
                findings.first(),
                duration);
    }
}
