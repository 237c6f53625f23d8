package io.varve.flush;

import io.varve.compaction.Pick;
import io.varve.compaction.Shape;
import io.varve.error.StoreException;
import io.varve.format.EngineTime;
import io.varve.view.FrozenMemTable;
import io.varve.wal.LogEnd;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What makes a finished table part of the store. Implemented by [Installation]; by others in tests.
///
/// **Owner:** the coordinator.
interface Installs {
    /// Makes a table part of the store in place of its memtable: an edit of the manifest, synced; then a new view.
    ///
    /// @param overtaking where the log ends that has all of the memtable, synced, when older ones are not
    ///     installed; null when they are, or when the log was found so by a recovery
    /// @return the snapshot's id
    /// @throws StoreException when it could not; [#failure()] says whether that is for good
    long install(FrozenMemTable memtable, Built built, @Nullable LogEnd overtaking);

    /// What there is to merge.
    ///
    /// @param oldestRotation that is not installed; tables of later ones take no part
    /// @param running what is being merged
    /// @param taken tables that take no part
    /// @param oldestSnapshot that somebody reads at
    Shape shape(long oldestRotation, List<Pick> running, Set<Long> taken, long oldestSnapshot);

    /// What was picked, of the shape that was asked for last.
    MergePlan plan(Pick pick);

    /// Does what needs no merge: tables stand elsewhere from now on, or go; as [#install].
    long move(MergePlan plan);

    /// Makes a run part of the store in place of what it was made of; as [#install].
    long installMerge(MergePlan plan, Built built);

    /// Names what is installed now.
    ///
    /// @param sequence that the snapshot shows
    /// @return the snapshot's id
    /// @throws StoreException when it could not, for good or not
    /// @throws IllegalArgumentException when the name is taken
    long name(String name, long sequence);

    /// Lets go of a name, and of the files that only it needed.
    ///
    /// @throws StoreException when it could not, for good or not
    /// @throws IllegalArgumentException when there is no such name
    void dropName(String name);

    /// The id of what is installed now.
    long snapshotId();

    /// Why nothing can be installed any more; null while it can.
    @Nullable
    StoreException failure();

    /// Whether it is not known yet that the names of all finished tables are durable: nothing is installed
    /// meanwhile.
    boolean isUnsure();

    /// Whether a table may be installed before older memtables: each time is a cut of the log more, and those are
    /// bounded.
    boolean mayOvertake();

    /// A number for a file, never given before, and never again.
    ///
    /// @throws StoreException when no number can be had for now, or for good
    long nextFileNumber();

    /// Lets go of a memtable that is installed, and that nothing of the coordinator's reads any more.
    void retire(FrozenMemTable memtable);

    /// What knows by when entries are over.
    EngineTime time();

    /// Makes durable that engine time will not go back, for a while ahead.
    ///
    /// @throws StoreException when it could not, for good or not
    void promiseTime();

    /// Frees what nobody reads any more.
    ///
    /// @return how much there was to do
    int reap();

    /// Whether something waits to be freed until its readers have left.
    boolean hasToReap();
}
