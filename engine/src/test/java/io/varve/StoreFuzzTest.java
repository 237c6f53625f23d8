package io.varve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.varve.SimStore.Attempt;
import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Whole stores that somebody forged, with every checksum right, and files that were cut or extended: a typed
/// error, or an answer that agrees with itself and with the next opener's; never another exception, a hang, or
/// memory that a number in a file asked for (P12, lane E).
final class StoreFuzzTest {
    private static final int FORGERIES = Effort.times(2_500);

    /// Where 64 bytes in a row are zero, a file is cut once in so many bytes.
    private static final int SPARSE = 64;

    /// Beyond what the files hold, an open of a small store takes this much at most.
    private static final long MOST_HEAP_BYTES = 8L << 20;

    private static final long BEGAN = System.nanoTime();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long forgeries;
    private static long sealed;
    private static long atChecksum;
    private static long cuts;
    private static long extensions;
    private static long answered;
    private static long refused;
    private static long mostHeap;

    @RandomizedTest(seeds = 6)
    void forgedStoresAreRefusedOrAgreeWithThemselves(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        GoldenStore store = random.nextBoolean() ? GoldenStore.closed() : GoldenStore.crashed();
        Map<String, byte[]> strangers = GoldenStore.other().files();
        for (int i = 0; i < FORGERIES; i++) {
            StoreForge forge = new StoreForge(store.files(), random.split());
            forge.forge(strangers);
            try {
                open(forge.files);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("forgery " + i + ": " + forge.deeds, e);
            }
            forgeries++;
            sealed += forge.sealed;
        }
    }

    /// The forge knows the formats: what it seals without a change is what it was, byte for byte, and opens. Else all
    /// its forgeries would fail at a checksum, and never reach what reads the numbers.
    @Test
    void whatIsForgedWithoutAChangeIsAsItWas() {
        for (GoldenStore store : new GoldenStore[] {GoldenStore.closed(), GoldenStore.crashed()}) {
            StoreForge forge = new StoreForge(store.files(), new SplittableRandom(1));
            forge.resealAll();
            assertTrue(forge.sealed > 10, () -> forge.sealed + " checksums");
            store.files().forEach((path, content) -> assertArrayEquals(content, forge.files.get(path), path));
            assertEquals(store.content(), open(forge.files).content());
        }
    }

    /// The forgery of seed 6801497955106918695: readers believed it, and it was an untyped error for writers.
    @Test
    void aLastCutThatNamesAnotherLastOperationIsDamage() {
        for (int more : new int[] {-1, 1}) {
            StoreForge forge = new StoreForge(GoldenStore.closed().files(), new SplittableRandom(1));
            forge.forgeLastCut(more);
            for (StoreOptions options : new StoreOptions[] {GoldenStore.READ_ONLY, GoldenStore.OPTIONS}) {
                Attempt attempt = SimStore.attempt(GoldenStore.disk(forge.files), options, 1);
                assertTrue(attempt.refusal() instanceof CorruptionException, () -> "" + attempt.refusal());
            }
        }
    }

    @Test
    void filesThatWereCut() {
        for (GoldenStore store : new GoldenStore[] {GoldenStore.closed(), GoldenStore.crashed()}) {
            store.files().forEach((path, content) -> {
                for (int size = 0; size < content.length; size++) {
                    if (size % SPARSE == 0 || !isZero(content, size)) {
                        check(store, path, Arrays.copyOf(content, size), "cut to " + size);
                        cuts++;
                    }
                }
            });
        }
    }

    @Test
    void filesThatWereExtended() {
        SplittableRandom random = new SplittableRandom(1);
        for (GoldenStore store : new GoldenStore[] {GoldenStore.closed(), GoldenStore.crashed()}) {
            store.files().forEach((path, content) -> {
                for (int more : new int[] {1, 511, 512, 4096, 70_000}) {
                    byte[] longer = Arrays.copyOf(content, content.length + more);
                    check(store, path, longer, "extended by zeros, " + more);
                    random.nextBytes(longer);
                    System.arraycopy(content, 0, longer, 0, content.length);
                    check(store, path, longer, "extended by garbage, " + more);
                    extensions += 2;
                }
            });
        }
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_FUZZ)
                .count("forged stores", forgeries)
                .count("numbers forged below a checksum that was put right", sealed)
                .count("refusals at a checksum all the same", atChecksum)
                .count("files cut", cuts)
                .count("files extended", extensions)
                .count("answers that agree", answered)
                .count("typed refusals", refused)
                .count("bytes of heap that one open took at most, the simulation's included", mostHeap)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private static boolean isZero(byte[] content, int at) {
        int from = at / SPARSE * SPARSE;
        for (int i = from; i < Math.min(from + SPARSE, content.length); i++) {
            if (content[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static void check(GoldenStore store, String path, byte[] content, String what) {
        Map<String, byte[]> files = new TreeMap<>(store.files());
        files.put(path, content);
        try {
            Attempt attempt = open(files);
            int state = store.states().lastIndexOf(attempt.content());
            assertTrue(attempt.refusal() != null || state >= store.proven(), () -> "found state " + state);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(path + " " + what, e);
        }
    }

    /// Three openers: one that reads, one that may write, and one after it.
    private static Attempt open(Map<String, byte[]> files) {
        SimDisk disk = GoldenStore.disk(files);
        long size = files.values().stream().mapToLong(content -> content.length).sum();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Attempt reader = SimStore.attempt(disk, GoldenStore.READ_ONLY, 1);
        long heap = THREADS.getCurrentThreadAllocatedBytes() - before;
        mostHeap = Math.max(mostHeap, heap);
        assertTrue(heap < MOST_HEAP_BYTES + 8 * size, () -> heap + " bytes of heap for " + size + " of files");
        requireTyped(reader);
        if (reader.refusal() != null) {
            refused++;
            atChecksum += isAtChecksum(reader.refusal()) ? 1 : 0;
            return reader;
        }
        answered++;
        Attempt writer = SimStore.attempt(disk, GoldenStore.OPTIONS, 1);
        requireTyped(writer);
        if (writer.refusal() == null) {
            assertEquals(reader.content(), writer.content(), "who may write finds the same");
            Attempt later = SimStore.attempt(disk, GoldenStore.OPTIONS, 1);
            requireTyped(later);
            assertTrue(later.refusal() == null, () -> "opened once, and then: " + later.refusal());
            assertEquals(reader.content(), later.content(), "and so does the next");
        }
        return reader;
    }

    private static boolean isAtChecksum(StoreException refusal) {
        return refusal instanceof CorruptionException corruption
                && corruption.getMessage() != null
                && corruption.getMessage().contains("checksum");
    }

    private static void requireTyped(Attempt attempt) {
        StoreException refusal = attempt.refusal();
        boolean isTyped = switch (refusal) {
            case null -> true;
            case CorruptionException corruption -> corruption.path().startsWith("/store");
            case FormatVersionException version -> version.path().startsWith("/store");
            case StoreIoException missing -> missing.errno() == Errno.ENOENT;
            default -> false;
        };
        if (!isTyped) {
            throw new AssertionError("not the error of a damaged store", refusal);
        }
    }
}
