package io.varve.bench.syscalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Stores;
import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The promise of each store, held against what its process asks of the kernel.
final class SyscallsTest {
    private static final int PUTS = 40;

    @TempDir
    Path directory;

    /// What each commit costs where it is synced, and that nothing is synced where it is not: the rows in which stores
    /// are compared.
    @TestFactory
    Stream<DynamicTest> everyStoreKeepsThePromiseOfItsRow() throws Exception {
        requireStrace();
        return Stores.ALL.stream()
                .flatMap(store -> Stores.levels(store).stream()
                        .filter(level ->
                                level == Level.SYNC || Stores.base(store).equals(store))
                        .map(level -> DynamicTest.dynamicTest(store + " " + level, () -> prove(store, level))));
    }

    private void prove(String store, Level level) throws Exception {
        Counts counts = new Strace(directory).run(store, level, 1, PUTS);
        long syncs = counts.trace().syncs() + counts.trace().syncedWrites();
        System.out.println("SyscallsTest: " + counts.line());
        if (level != Level.SYNC) {
            // A timer of the store's may sync once or twice meanwhile: a commit does not.
            assertTrue(syncs < PUTS / 4, counts.line() + counts.trace().calls());
        } else if (store.equals("varve") || store.equals("rocksdb")) {
            assertEquals(PUTS, syncs, counts.line());
            assertEquals(PUTS, counts.counted().groups(), counts.line());
            assertEquals(PUTS, counts.counted().syncs(), counts.line());
        } else if (store.equals("lmdb")) {
            assertEquals(2 * PUTS, syncs, counts.line());
        } else {
            assertTrue(syncs >= PUTS, counts.line() + counts.trace().calls());
        }
    }

    @Test
    void groupsOfFourCallersAreSyncedOnceEach() throws Exception {
        requireStrace();
        Counts counts = new Strace(directory).run("varve", Level.SYNC, 4, PUTS);
        assertEquals(counts.counted().groups(), counts.trace().syncs(), counts.line());
        assertTrue(counts.trace().syncs() <= PUTS, counts.line());
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        Spoken syscalls = new Spoken(SyscallsCommand::run);
        syscalls.assertRefused("--writes", "some");
        syscalls.assertRefused("--stores", "bolt");
    }

    private static void requireStrace() throws IOException, InterruptedException {
        try {
            Strace.require();
        } catch (ProbeException missing) {
            System.out.println("SyscallsTest is skipped: " + missing.getMessage());
            Assumptions.abort("no strace");
        }
    }
}
