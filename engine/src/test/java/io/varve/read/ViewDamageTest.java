package io.varve.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.format.RecordKind;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.TargetTempDirs;
import io.varve.view.TestMemTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P11, row 34: a damaged block is the affair of those who need it. Nobody else notices, and nobody gets a wrong
/// answer.
final class ViewDamageTest {
    private static final int KEYS = 2_000;
    private static final long AT = Long.MAX_VALUE;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    private final SplittableRandom random = new SplittableRandom(7);
    private int right;
    private int refused;

    @BeforeEach
    void nothingYet() {
        right = 0;
        refused = 0;
    }

    @Test
    void lookupsOfOtherKeysAnswer() throws IOException {
        try (Directory directory = Linux.disk().openDirectory(folder.toString());
                TestHistory history = damaged(directory);
                Lookups lookups =
                        new Lookups(history.memory(), history.memory().budget().account("lookups"), () -> 0)) {
            for (int key = 0; key < KEYS; key++) {
                look(lookups.of(0), history, key);
            }
            assertTrue(refused > 0, "nothing was damaged");
            assertTrue(right > KEYS / 2, "only " + right + " right answers");
        }
    }

    @Test
    void aCursorGoesOnWhereItIsSentBehindTheDamage() throws IOException {
        try (Directory directory = Linux.disk().openDirectory(folder.toString());
                TestHistory history = damaged(directory);
                Lookups lookups =
                        new Lookups(history.memory(), history.memory().budget().account("lookups"), () -> 0)) {
            ViewCursor cursor = new ViewCursor(history.current.acquire(), AT, 0);
            Region key = lookups.of(0).begin(Long.BYTES);
            int next = 0;
            while (next < KEYS) {
                next = walk(cursor, key, next);
            }
            assertTrue(refused > 0, "nothing was damaged");
            assertTrue(right > KEYS / 2, "only " + right + " right entries");
        }
    }

    /// @return the key behind the last one that it came to, or that could not be sought
    private int walk(ViewCursor cursor, Region key, int from) {
        int next = from;
        try {
            key.putLong(0, Long.reverseBytes(from));
            for (boolean isThere = cursor.seek(key, 0, Long.BYTES); isThere; isThere = cursor.next()) {
                assertArrayEquals(
                        TestMemTables.bytes(next),
                        TestHistory.bytes(cursor.region(), cursor.keyOffset(), cursor.keyLength()));
                next++;
                right++;
            }
            assertEquals(KEYS, next);
            return next;
        } catch (CorruptionException damaged) {
            refused++;
            assertFalse(cursor.isValid());
            assertThrows(IllegalStateException.class, cursor::next);
            return next + 1;
        }
    }

    private void look(Lookup lookup, TestHistory history, int key) {
        lookup.begin(Long.BYTES).putLong(0, Long.reverseBytes(key));
        try {
            assertTrue(lookup.find(history.current.acquire(), Long.BYTES, AT, 0));
            assertArrayEquals(
                    TestMemTables.bytes(-key),
                    TestHistory.bytes(lookup.region(), lookup.valueOffset(), lookup.valueLength()));
            right++;
        } catch (CorruptionException damaged) {
            refused++;
        } finally {
            lookup.end();
        }
    }

    /// All in tables, one byte in the middle of each of which is another.
    private TestHistory damaged(Directory directory) throws IOException {
        TestHistory history = new TestHistory(directory, 512, 10, random);
        for (int key = 0; key < KEYS; key++) {
            history.write(TestMemTables.bytes(key), TestMemTables.bytes(-key), RecordKind.PUT);
        }
        history.rotate();
        while (!history.current.acquire().frozen().isEmpty()) {
            history.flush();
        }
        history.merge();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                damage(file);
            }
        }
        return history;
    }

    /// In the first third of a file are blocks, and not yet what was read when it was opened.
    private static void damage(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = channel.size() / 3;
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
        }
    }
}
