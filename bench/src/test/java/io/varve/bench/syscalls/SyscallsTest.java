package io.varve.bench.syscalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.ProbeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The promise of each store, held against what its process asks of the kernel.
final class SyscallsTest {
    private static final int PUTS = 40;

    @TempDir
    Path directory;

    @Test
    void eachSyncedPutOfOneCallerIsSyncedOnceByEveryStore() throws Exception {
        requireStrace();
        for (String store : List.of("varve", "rocksdb")) {
            Counts counts = new Strace(directory).run(store, true, 1, PUTS);
            assertEquals(PUTS, counts.trace().syncs(), counts.line());
            assertEquals(PUTS, counts.counted().groups(), counts.line());
            assertEquals(PUTS, counts.counted().syncs(), counts.line());
        }
        Counts lmdb = new Strace(directory).run("lmdb", true, 1, PUTS);
        assertEquals(2 * PUTS, lmdb.trace().syncs() + lmdb.trace().syncedWrites(), lmdb.line());
    }

    @Test
    void groupsOfFourCallersAreSyncedOnceEach() throws Exception {
        requireStrace();
        Counts counts = new Strace(directory).run("varve", true, 4, PUTS);
        assertEquals(counts.counted().groups(), counts.trace().syncs(), counts.line());
        assertTrue(counts.trace().syncs() <= PUTS, counts.line());
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertEquals(2, SyscallsCommand.run(List.of("--writes", "some"), stream, stream));
        assertEquals(2, SyscallsCommand.run(List.of("--stores", "bolt"), stream, stream));
        assertEquals(2, err.toString(StandardCharsets.UTF_8).lines().count());
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
