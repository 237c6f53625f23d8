package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.EntryChange;
import io.varve.nativeio.sim.PendingUnit.ExtentChange;
import io.varve.nativeio.sim.PendingUnit.SectorWrite;

/// What may become of a pending unit in a power cut. A fate is a small number, so that choices can be
/// enumerated: for every unit 0 means lost and 1 means kept; what more there is depends on its kind.
final class Fates {
    static final int LOST = 0;
    static final int KEPT = 1;

    /// Of a write: its first bytes only.
    static final int TORN_HEAD = 2;

    /// Of a write: its last bytes only.
    static final int TORN_TAIL = 3;

    /// Of stores through a mapping: the page was written back between two of them, so that of its words
    /// of 8 bytes some are new and the others as they were before.
    static final int MIXED = 2;

    /// Of new extents: without data they read as somebody's old blocks.
    static final int KEPT_STALE = 2;

    /// Of a rename: the new name came, the old one did not go.
    static final int BOTH_NAMES = 2;

    /// Of a rename between directories: the old name went, the new one did not come.
    static final int NEITHER_NAME = 3;

    private Fates() {}

    static int count(PendingUnit unit, DiskProfile profile) {
        return switch (unit) {
            case SectorWrite write when profile.tearsSectors() -> 4;
            case SectorWrite write -> write.before == null ? 2 : 3;
            case ExtentChange change -> {
                boolean isNewSpace = change.state() == BlockMap.WRITTEN && change.endBlock() > change.firstBlock();
                yield isNewSpace && profile.exposesStaleData() ? 3 : 2;
            }
            case EntryChange change when !change.isRename() || profile.renamesAtomically() -> 2;
            case EntryChange change -> change.crosses() ? 4 : 3;
        };
    }

    static String describe(int fate) {
        return fate == LOST ? "lost" : fate == KEPT ? "kept" : "in part (" + fate + ")";
    }

    static boolean isMetadata(PendingUnit unit) {
        return !(unit instanceof SectorWrite);
    }
}
