package io.varve.flush;

import io.varve.compaction.Pick;
import io.varve.compaction.Shape;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.EngineTime;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Region;
import io.varve.sstable.Table;
import io.varve.sstable.TableStore;
import io.varve.version.Install;
import io.varve.version.LiveTable;
import io.varve.version.Manifest;
import io.varve.version.ManifestEdit;
import io.varve.version.ManifestState;
import io.varve.version.RecoveryCut;
import io.varve.view.CurrentView;
import io.varve.view.FrozenMemTable;
import io.varve.view.Reaper;
import io.varve.view.Retired;
import io.varve.view.View;
import io.varve.wal.LogEnd;
import io.varve.wal.ObsoleteSegments;
import io.varve.wal.PrepareFailure;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes tables part of the store (I-22): the edit of the manifest, synced; the new view; and only then the log
/// and the files that nobody needs any more are let go.
///
/// **Owner:** the coordinator. Only this appends to the manifest while the store is open.
///
/// **Invariant:** the log floor is the first segment of the oldest memtable that is not in tables, the active one
/// included (I-7): it comes from one view, in which no memtable can be missing.
public final class Installation implements Installs {
    /// Numbers that are reserved at a time: one edit of the manifest for so many files.
    private static final long NUMBERS = 64;

    private final Parts parts;
    private final Manifest manifest;
    private final CurrentView view;
    private final Reaper reaper;
    private long nextNumber;
    private long reservedTo;
    private @Nullable StoreException failure;

    /// What it works with.
    ///
    /// @param recycle takes the arena of a memtable that nobody reads any more
    public record Parts(
            Manifest manifest,
            CurrentView view,
            Reaper reaper,
            TableStore tables,
            ObsoleteSegments segments,
            RotationQueue rotations,
            EngineTime time,
            Consumer<Region> recycle) {}

    /// Goes on from what the manifest says.
    public Installation(Parts parts) {
        this.parts = parts;
        this.manifest = parts.manifest();
        this.view = parts.view();
        this.reaper = parts.reaper();
        this.nextNumber = manifest.state().fileFloor();
        this.reservedTo = nextNumber;
    }

    @Override
    public long install(FrozenMemTable memtable, Built built, @Nullable LogEnd overtaken) {
        ManifestState state = manifest.state();
        List<Table> tables = tablesOf(built);
        Install install = Install.after(state);
        for (Table table : tables) {
            install = install.adding(LiveTable.flushed(table.summary(), memtable.rotation()));
        }
        long logFloor = Math.max(state.logFloor(), logFloorWithout(memtable));
        ManifestEdit edit = edit().withLogFloor(logFloor)
                .withSegmentFloor(Math.max(state.segmentFloor(), logFloor + 1))
                .withSequenceFloor(Math.max(state.sequenceFloor(), memtable.lastSequence() + 1))
                .withRotationFloor(Math.max(state.rotationFloor(), memtable.rotation() + 1))
                .withInstall(install);
        append(overtaken == null ? edit : withCut(edit, state, overtaken));
        View after = view.install(memtable.table(), tables);
        assert !after.uses(memtable.table()) : "installed, and still in the view";
        release(logFloor);
        return install.id();
    }

    @Override
    public Shape shape(long oldestRotation, List<Pick> running, Set<Long> taken, long oldestSnapshot) {
        long now = parts.time().purgeTime();
        return Plans.shape(view.acquire(), oldestRotation, running, taken, oldestSnapshot, now);
    }

    @Override
    public MergePlan plan(Pick pick) {
        return Plans.plan(view.acquire(), pick);
    }

    @Override
    public long installMerge(MergePlan plan, Built built) {
        return replace(plan, tablesOf(built));
    }

    @Override
    public long move(MergePlan plan) {
        return replace(plan, plan.pick().kind() == Pick.Kind.DROP ? List.of() : plan.inputs());
    }

    private long replace(MergePlan plan, List<Table> tables) {
        ManifestState state = manifest.state();
        Pick pick = plan.pick();
        List<Table> inputs = plan.inputs();
        Install install = Install.after(state);
        boolean isNew = pick.run() == Pick.NEW_RUN;
        long newest = Plans.newestNumber(view.acquire(), pick.level());
        // The id, as it was never a number before: of a run that is gone neither.
        long run = isNew ? Math.max(install.id(), newest + 1) : pick.run();
        for (Table input : inputs) {
            install = install.removing(input.summary().number());
        }
        for (Table table : tables) {
            install = install.adding(LiveTable.ofRun(table.summary(), pick.level(), run));
        }
        append(edit().withInstall(install));
        View after = view.merge(inputs, pick.level(), run, tables);
        Set<Long> needed = manifest.state().neededTables();
        for (Table input : inputs) {
            if (!after.uses(input)) {
                retire(input, needed.contains(input.summary().number()), after.generation());
            }
        }
        return install.id();
    }

    @Override
    public long name(String name, long sequence) {
        Install install = Install.after(manifest.state()).named(name, sequence);
        append(edit().withInstall(install));
        return install.id();
    }

    @Override
    public void dropName(String name) {
        Set<Long> before = manifest.state().neededTables();
        append(edit().dropSnapshot(name));
        Set<Long> after = manifest.state().neededTables();
        for (long number : before) {
            if (!after.contains(number)) {
                parts.tables().remove(number);
            }
        }
    }

    @Override
    public long snapshotId() {
        return manifest.state().snapshotId();
    }

    @Override
    public @Nullable StoreException failure() {
        return failure == null ? parts.tables().namesFailure() : failure;
    }

    @Override
    public boolean isUnsure() {
        return parts.tables().isNamingTables();
    }

    @Override
    public boolean mayOvertake() {
        return manifest.state().hasRoomForMoreCuts();
    }

    @Override
    public long nextFileNumber() {
        if (nextNumber == reservedTo) {
            append(edit().withFileFloor(reservedTo + NUMBERS));
            reservedTo += NUMBERS;
        }
        return nextNumber++;
    }

    /// Its arena becomes the next memtable's, when the last reader has left.
    @Override
    public void retire(FrozenMemTable frozen) {
        MemTable table = frozen.table();
        Region arena = table.arena();
        reaper.retire(new Retired(
                table,
                view.acquire().generation(),
                arena.size(),
                () -> parts.recycle().accept(arena)));
    }

    @Override
    public EngineTime time() {
        return parts.time();
    }

    @Override
    public void promiseTime() {
        append(edit());
    }

    @Override
    public int reap() {
        return reaper.reapOnce();
    }

    @Override
    public boolean hasToReap() {
        return reaper.retiredBytes() > 0;
    }

    /// After the edit is durable. When the folder of the log cannot be synced, nobody knows what is in it.
    private void release(long logFloor) {
        parts.rotations().raiseLogFloor(logFloor);
        parts.segments().onFloor(logFloor);
        PrepareFailure refused = parts.segments().failure();
        if (refused != null && refused.isTerminal()) {
            failure = new StoreIoException(refused.call(), refused.path(), refused.errno());
        }
    }

    private void retire(Table table, boolean isNeeded, long generation) {
        long number = table.summary().number();
        reaper.retire(new Retired(table, generation, table.summary().bytes(), () -> {
            table.close();
            if (!isNeeded) {
                parts.tables().remove(number);
            }
        }));
    }

    private long logFloorWithout(FrozenMemTable installed) {
        View now = view.acquire();
        long floor = now.activeFirstSegment();
        for (FrozenMemTable frozen : now.frozen()) {
            if (frozen.table() != installed.table()) {
                floor = Math.min(floor, frozen.firstSegment());
            }
        }
        return floor;
    }

    private ManifestEdit edit() {
        return ManifestEdit.NOTHING.at(parts.time().promise());
    }

    /// That the log is durable up to an end; unless a younger memtable has overtaken this one, and said so already.
    private static ManifestEdit withCut(ManifestEdit edit, ManifestState state, LogEnd end) {
        if (state.isProven(end.segment(), end.offset())) {
            return edit;
        }
        return edit.withSegmentFloor(Math.max(state.segmentFloor(), end.segment() + 1))
                .withCut(new RecoveryCut(
                        end.segment(), end.offset(), end.lastChecksum(), end.lastSequence(), state.epoch()));
    }

    private void append(ManifestEdit edit) {
        try {
            manifest.append(edit);
            parts.time().onPromised(edit.engineMillis());
        } catch (StoreException refused) {
            failure = manifest.hasFailed() ? refused : null;
            throw refused;
        }
    }

    private static List<Table> tablesOf(Built built) {
        return ((BuiltTables) built).tables();
    }
}
