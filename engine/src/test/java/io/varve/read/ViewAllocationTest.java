package io.varve.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.format.RecordKind;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Allocations;
import io.varve.nativeio.testing.TargetTempDirs;
import io.varve.view.TestMemTables;
import io.varve.view.View;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Looking up and walking allocate nothing on the Java heap, in memtables, level-0 tables and a run; but for the
/// cursor of a table of a run, which is made when it is first come to.
final class ViewAllocationTest {
    private static final int CALLS = 500;

    private static final int KEYS = 3_000;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    private long turn;

    @Test
    void lookupsAndStepsAllocateNothing() {
        try (Directory directory = Linux.disk().openDirectory(folder.toString());
                TestHistory history = new TestHistory(directory, 512, 10, new SplittableRandom(1));
                Lookups lookups =
                        new Lookups(history.memory(), history.memory().budget().account("lookups"), () -> 0)) {
            fill(history);
            View view = history.current.acquire();
            assertEquals(1, view.runCount());
            Lookup lookup = lookups.of(1);
            Allocations.assertNone("lookup", CALLS, () -> {
                lookup.begin(8).putLong(0, Long.reverseBytes(++turn % (2 * KEYS)));
                boolean isRight = lookup.find(view, 8, Long.MAX_VALUE, 0) == (turn % (2 * KEYS) < KEYS);
                lookup.end();
                return isRight;
            });
            ViewCursor cursor = new ViewCursor(view, Long.MAX_VALUE, 0);
            Region key = lookup.begin(8);
            Allocations.assertNone("steps", CALLS, () -> {
                key.putLong(0, Long.reverseBytes(++turn % KEYS));
                boolean isThere = cursor.seek(key, 0, 8);
                for (int i = 0; i < 12 && isThere; i++) {
                    isThere = (i & 7) == 7 ? cursor.previous() : cursor.next();
                }
                return cursor.first() && cursor.last();
            });
        }
    }

    private static void fill(TestHistory history) {
        for (int i = 0; i < KEYS; i++) {
            history.write(TestMemTables.bytes(i), TestMemTables.bytes(-i), RecordKind.PUT);
        }
        while (!history.current.acquire().frozen().isEmpty()) {
            history.flush();
        }
        history.merge();
        for (int i = 0; i < KEYS; i += 7) {
            history.write(TestMemTables.bytes(i), TestMemTables.bytes(i), RecordKind.PUT);
            if (i % 700 == 0) {
                history.rotate();
                history.flush();
            }
        }
        history.rotate();
    }
}
