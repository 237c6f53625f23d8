package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.EntryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A directory of the simulated disk: its names now, its names on the medium, and the changes between.
///
/// **Invariant:** `durable`, with all of `pending` applied in order, is `entries`, unless a sync failed.
final class SimFolder extends SimNode {
    final Map<String, SimNode> entries = new TreeMap<>();
    final Map<String, SimNode> durable = new TreeMap<>();
    final List<EntryChange> pending = new ArrayList<>();

    /// True once it has no name any more; nothing new comes into it.
    boolean isRemoved;

    SimFolder(long number) {
        super(number);
    }

    /// Links of a directory: its name, itself, and what each directory below calls its parent.
    int linkCount() {
        long below =
                entries.values().stream().filter(SimFolder.class::isInstance).count();
        return isRemoved ? 0 : 2 + (int) below;
    }

    /// True for itself and everything that lies above `other`.
    boolean isOrHolds(SimFolder other) {
        if (other == this) {
            return true;
        }
        for (SimNode node : entries.values()) {
            if (node instanceof SimFolder below && below.isOrHolds(other)) {
                return true;
            }
        }
        return false;
    }

    /// Makes the changes that touch this directory durable. Unless renames are atomic, of a rename
    /// between directories only this one's half is: the other name comes, or goes, with a sync of the
    /// other directory. Synced in the wrong order, the file has no name at all in between.
    void settle(boolean renamesAtomically) {
        List<EntryChange> settled = List.copyOf(pending);
        pending.clear();
        for (EntryChange change : settled) {
            settle(change, renamesAtomically);
        }
    }

    /// A sync failed: some changes are durable, the others never will be.
    void failSync(SplittableRandom random, boolean renamesAtomically) {
        for (EntryChange change : List.copyOf(pending)) {
            if (random.nextBoolean()) {
                settle(change, renamesAtomically);
            }
            drop(change);
        }
    }

    private static void drop(EntryChange change) {
        if (change.source() != null) {
            change.source().pending.remove(change);
        }
        if (change.target() != null) {
            change.target().pending.remove(change);
        }
    }

    private void settle(EntryChange change, boolean renamesAtomically) {
        SimFolder source = change.source();
        SimFolder target = change.target();
        boolean isHalf = change.crosses() && !renamesAtomically;
        if (target != null && (target == this || !isHalf)) {
            target.putDurable(change.targetName(), change.node());
            target.pending.remove(change);
        }
        if (source != null && (source == this || !isHalf)) {
            source.removeDurable(change.sourceName());
            source.pending.remove(change);
        }
        if (isHalf && source != null && target != null) {
            SimFolder other = source == this ? target : source;
            EntryChange rest = source == this ? change.arrival() : change.departure();
            other.pending.replaceAll(pended -> pended.order() == rest.order() ? rest : pended);
        }
    }

    private void putDurable(String name, SimNode node) {
        removeDurable(name);
        durable.put(name, node);
        node.durableLinks++;
    }

    private void removeDurable(String name) {
        SimNode node = durable.remove(name);
        if (node != null) {
            node.durableLinks--;
        }
    }
}
