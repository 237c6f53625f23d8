package io.varve.bench.syscalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Stores;
import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /// are compared. One process goes through them all.
    @TestFactory
    Stream<DynamicTest> everyStoreKeepsThePromiseOfItsRow() throws Exception {
        requireStrace();
        List<Strace.Job> jobs = new ArrayList<>();
        for (String store : Stores.ALL) {
            for (Level level : Stores.levels(store)) {
                if (level == Level.SYNC || Stores.base(store).equals(store)) {
                    jobs.add(new Strace.Job(store, level, 1, PUTS));
                }
            }
        }
        jobs.add(new Strace.Job("varve", Level.SYNC, 4, PUTS));
        return new Strace(directory)
                .run(jobs).stream()
                        .map(counts -> DynamicTest.dynamicTest(counts.line().strip(), () -> prove(counts)));
    }

    private static void prove(Counts counts) {
        long syncs = counts.trace().syncs() + counts.trace().syncedWrites();
        System.out.println("SyscallsTest: " + counts.line());
        if (counts.callers() > 1) {
            long groups = counts.counted().groups();
            assertEquals(groups, counts.counted().syncs(), "a group is synced once: " + counts.line());
            // A segment that is made ready meanwhile is synced by `fsync`, and so is its name.
            Map<String, Long> calls = counts.trace().calls();
            assertEquals(groups, calls.getOrDefault("fdatasync", 0L), "a group is synced once: " + calls);
            assertTrue(calls.getOrDefault("fsync", 0L) <= 2, "syncs of files that are made: " + calls);
            assertTrue(counts.trace().syncs() <= PUTS, counts.line());
        } else if (counts.level() != Level.SYNC) {
            // A timer of the store's may sync once or twice meanwhile: a commit does not.
            assertTrue(syncs < PUTS / 4, counts.line() + counts.trace().calls());
        } else if (counts.store().equals("varve") || counts.store().equals("rocksdb")) {
            assertEquals(PUTS, syncs, counts.line());
            assertEquals(PUTS, counts.counted().groups(), counts.line());
            assertEquals(PUTS, counts.counted().syncs(), counts.line());
        } else if (counts.store().equals("lmdb")) {
            assertEquals(2 * PUTS, syncs, counts.line());
        } else {
            assertTrue(syncs >= PUTS, counts.line() + counts.trace().calls());
        }
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
