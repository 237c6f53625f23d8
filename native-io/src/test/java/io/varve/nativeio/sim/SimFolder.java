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

    SimFolder(long number) {
        super(number);
    }

    /// Makes the changes that touch this directory durable. Of a rename to here from elsewhere only
    /// the new name is: the old one goes with a sync of the directory it was in.
    void settle() {
        List<EntryChange> settled = List.copyOf(pending);
        pending.clear();
        for (EntryChange change : settled) {
            settle(change);
        }
    }

    /// A sync failed: some changes are durable, the others never will be.
    void failSync(SplittableRandom random) {
        for (EntryChange change : List.copyOf(pending)) {
            if (random.nextBoolean()) {
                settle(change);
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

    private void settle(EntryChange change) {
        SimFolder source = change.source();
        SimFolder target = change.target();
        if (target != null) {
            target.putDurable(change.targetName(), change.node());
            target.pending.remove(change);
        }
        if (source != null && source != this && target == this) {
            EntryChange rest = new EntryChange(source, change.sourceName(), null, "", change.node(), change.order());
            source.pending.replaceAll(other -> other.order() == rest.order() ? rest : other);
        } else if (source != null) {
            source.removeDurable(change.sourceName());
            source.pending.remove(change);
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
