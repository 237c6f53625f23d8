package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.ExtentChange;
import io.varve.nativeio.sim.PendingUnit.SectorWrite;
import java.util.ArrayList;
import java.util.List;

/// The rule of file systems that write data before the metadata that points to it: where a size or an
/// extent survives, the data it was made for does.
final class DataFirst {
    private record Need(int extent, int write) {}

    private final List<Need> needs = new ArrayList<>();

    /// @param units of the disk, in order; none when there is no such rule
    DataFirst(List<PendingUnit> units) {
        for (int i = 0; i < units.size(); i++) {
            if (units.get(i) instanceof ExtentChange change && change.state() == BlockMap.WRITTEN) {
                collect(units, i, change);
            }
        }
    }

    /// Keeps what has to survive with what does.
    void apply(int[] fates) {
        for (Need need : needs) {
            if (fates[need.extent] != Fates.LOST && fates[need.write] == Fates.LOST) {
                fates[need.write] = Fates.KEPT;
            }
        }
    }

    /// Takes the data of the write that made the change: it follows in order, before the file's next
    /// change of metadata.
    private void collect(List<PendingUnit> units, int index, ExtentChange change) {
        boolean isAny = false;
        for (int i = index + 1; i < units.size(); i++) {
            PendingUnit unit = units.get(i);
            if (unit instanceof ExtentChange other && other.inode() == change.inode() && isAny) {
                return;
            }
            if (unit instanceof SectorWrite write && write.inode == change.inode()) {
                isAny = true;
                if (isFor(change, write)) {
                    needs.add(new Need(index, i));
                }
            }
        }
    }

    private static boolean isFor(ExtentChange change, SectorWrite write) {
        long end = Math.max((long) change.endBlock() * BlockMap.BLOCK_SIZE, change.size());
        long start = Math.min((long) change.firstBlock() * BlockMap.BLOCK_SIZE, change.size() - 1);
        return write.position < end && start < write.position + write.bytes.length;
    }
}
