package io.varve;

import static io.varve.StoreOracle.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreIoException;
import io.varve.error.UnfinishedCopyException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;

/// Rows 69 and 70: a process is killed (kill -9) at a call of a checkpoint, or of the writer beside it: the store has
/// all that was acknowledged; the target is a store that has it too, with a prefix of the rest, or none, and says so.
final class CheckpointKillTest {
    private static final int KILLS = 8;

    /// Calls that a checkpoint and the writer beside it make, more or less.
    private static final int CALLS = 160;

    private static final StoreOptions NOT_NEW =
            KillChild.options().toBuilder().createIfMissing(false).build();

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    @RandomizedTest(seeds = 1)
    void leavesAStoreOrNone(long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        int unfinished = 0;
        for (int i = 0; i < KILLS; i++) {
            // The last one is told to be done, and killed then.
            int call = i + 1 == KILLS ? 1_000_000_000 : 1 + random.nextInt(CALLS);
            Path store = folder.resolve("store" + i);
            Path target = folder.resolve("copy" + i);
            Process child = new ChildJvm()
                    .start(
                            CheckpointKillChild.class,
                            store.toString(),
                            target.toString(),
                            Integer.toString(call),
                            Boolean.toString(random.nextBoolean()));
            String output = new String(child.getInputStream().readAllBytes(), UTF_8);
            String errors = new String(child.getErrorStream().readAllBytes(), UTF_8);
            assertEquals(137, child.waitFor(), errors);
            assertTrue(output.startsWith("A "), output + errors);
            boolean isDone = output.endsWith("D\n");
            assertTrue(isDone || i + 1 < KILLS, errors);
            try (Store left = Store.open(store, NOT_NEW)) {
                assertTrue(check(left) >= CheckpointKillChild.KEYS);
                assertTrue(left.verify().isSound());
            }
            boolean isThere = isStore(target);
            assertTrue(isThere || !isDone, "told to be done, and not there");
            unfinished += isThere ? 0 : 1;
        }
        assertTrue(unfinished > 0, "none was killed before its end");
    }

    private static boolean isStore(Path target) {
        try (Store copy = Store.open(target, NOT_NEW)) {
            assertTrue(check(copy) >= CheckpointKillChild.KEYS);
            assertTrue(copy.verify().isSound());
            return true;
        } catch (UnfinishedCopyException none) {
            assertEquals(target.toString(), none.directory());
        } catch (StoreIoException none) {
            assertEquals(Errno.ENOENT, none.errno(), none::getMessage);
        }
        return false;
    }

    /// @return how many keys there are, from the first on, none of which is missing
    private static int check(Store store) {
        assertTrue(store.contains(bytes("in memory")));
        int keys = 0;
        while (store.contains(bytes("key " + keys))) {
            keys++;
        }
        for (int i = keys; i < keys + 100; i++) {
            assertFalse(store.contains(bytes("key " + i)), "key " + i + " without " + keys);
        }
        return keys;
    }
}
