package io.varve.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.version.Install;
import io.varve.version.LiveTable;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestEdit;
import io.varve.version.Tables;
import io.varve.wal.LogConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store is shown as whose log has lost what one of its tables was installed over.
final class DegradedRecoveryTest {
    private final SimDisk disk = FlushedStore.newDisk(DiskProfile.ORDERED, 1);

    /// Memtables replayed from the rest would hide what is newer in the table; without it, the store is what it
    /// once was.
    @Test
    void leavesOutATableThatIsNewerThanWhatIsLeftOfTheLog() {
        try (FlushedStore store = new FlushedStore(disk, new FlushedOracle())) {
            store.write(5, 3, 0);
            store.sync();
            store.rotate();
            Install install =
                    Install.after(store.manifest.state()).adding(LiveTable.flushed(Tables.table(1, "k0", "k2", 7), 2));
            store.manifest.append(ManifestEdit.NOTHING
                    .withFileFloor(2)
                    .withSequenceFloor(100)
                    .withRotationFloor(9)
                    .withInstall(install));
        }
        SimMemory memory = new SimMemory(new MemoryBudget(8 << 20));
        try (Directory directory = disk.openDirectory(FlushedStore.PATH);
                Directory wal = directory.openDirectory("wal")) {
            ManifestConfig config =
                    new ManifestConfig(directory, memory, memory.budget().account("manifest"), 4096);
            Replay replay = new Replay(memory, memory.budget().account("memtable"), 8 << 10);

            RecoveryDegraded recovered = RecoveryDegraded.run(
                    config,
                    state -> new RecoveryConfig(
                            LogConfig.buffered(
                                    state.creation().store(), 0, state.epoch(), FlushedStore.SEGMENT, 8 << 10),
                            wal,
                            memory,
                            memory.budget().account("reading"),
                            memory.budget().account("writing")),
                    replay);

            assertEquals(List.of(), recovered.tables());
            assertEquals(1, recovered.state().tables().size());
            assertEquals(5, recovered.operations());
            assertEquals(5, recovered.shownSequence());
            assertEquals(1, recovered.findings().size(), recovered.findings()::toString);
            assertTrue(recovered.findings().getFirst() instanceof CorruptionException);
            replay.discard();
        }
        assertEquals(0, memory.budget().used());
    }
}
