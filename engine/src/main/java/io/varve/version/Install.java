package io.varve.version;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A new set of live tables, in place of the one that its maker saw. It may change no table: when a memtable held
/// nothing that was worth a table (I-25), or only a name is given.
///
/// In the same edit stand, as far as they change, the floors: of the log (what the tables now hold is not needed
/// there any more), of file, sequence and rotation numbers (above all that the tables have).
///
/// **Requires**, when a table of level 0 is installed while an older memtable is not: the log is synced to the
/// end of what this table holds, and unless that is known ([ManifestState#isProven]; of what a recovery has
/// replayed it is), the edit says so with [ManifestEdit#withCut] at that end, and with floors above it.
/// Otherwise a power cut could leave a log that is shorter than the tables are, and memtables replayed from it
/// that hide newer tables.
///
/// @param id of the snapshot of the store that this makes, above all earlier ones
/// @param parent the id that was current; any other is refused: the chain is linear
/// @param added tables, whose files are durable (I-22)
/// @param removed numbers of tables; one that is added too, with the same file, moves to another place
/// @param name under which it is kept until dropped; null for none
/// @param sequence of the last operation that the named snapshot holds; 0 without a name
public record Install(
        long id,
        long parent,
        List<LiveTable> added,
        List<Long> removed,
        @Nullable String name,
        long sequence) implements Change {
    /// Copies the lists; throws `IllegalArgumentException` when the numbers or the name make no sense.
    public Install {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        if (parent < 0 || id <= parent || id >= Floors.LIMIT) {
            throw new IllegalArgumentException("install " + id + " after " + parent);
        }
        if (sequence < 0 || (name == null && sequence != 0)) {
            throw new IllegalArgumentException("sequence " + sequence + " of install " + id);
        }
        if (name != null) {
            NamedSnapshot.checkName(name);
        }
    }

    /// The next install of a store, with nothing in it yet.
    public static Install after(ManifestState state) {
        return new Install(state.snapshotId() + 1, state.snapshotId(), List.of(), List.of(), null, 0);
    }

    /// The same with one more table.
    public Install adding(LiveTable table) {
        return new Install(id, parent, plus(added, table), removed, name, sequence);
    }

    /// The same without a table.
    public Install removing(long number) {
        return new Install(id, parent, added, plus(removed, number), name, sequence);
    }

    /// The same under a name.
    ///
    /// @param lastSequence of the last operation that it is to hold
    public Install named(String newName, long lastSequence) {
        return new Install(id, parent, added, removed, newName, lastSequence);
    }

    private static <T> List<T> plus(List<T> list, T one) {
        List<T> all = new ArrayList<>(list);
        all.add(one);
        return all;
    }
}
