package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimulationFailure;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Every bit of every file of a small store, and of every name, turned over, one after the other: the same is
/// read, or a typed error names what is damaged, or, where no sync was proven, a prefix is read (P10, P12).
final class StoreGoldenTest {
    /// Bytes that are looked at together: where all are zero, and so reserved or not used yet, only one bit of them is
    /// turned, or more with more effort.
    private static final int BLOCK = 64;

    /// One flip in so many is met by an opener that writes, too, and by one that comes after it.
    private static final int WRITABLE_ONE_IN = 16;

    private static final long BEGAN = System.nanoTime();

    private static long flips;
    private static long names;
    private static long same;
    private static long refused;
    private static long prefixes;
    private static long writable;

    @Test
    void everyBitOfAStoreThatWasClosed() {
        flipAll(GoldenStore.closed());
    }

    @Test
    void everyBitOfAStoreThatCrashed() {
        flipAll(GoldenStore.crashed());
    }

    @Test
    void everyBitOfTheNamesOfAStoreThatWasClosed() {
        flipNames(GoldenStore.closed());
    }

    @Test
    void everyBitOfTheNamesOfAStoreThatCrashed() {
        flipNames(GoldenStore.crashed());
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_GOLDEN)
                .count("bits turned over", flips + names)
                .count("of them in names of files", names)
                .count("read the same", same)
                .count("refused with a name", refused)
                .count("read a prefix where no sync was proven", prefixes)
                .count("opened to be written, too", writable)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private static void flipAll(GoldenStore store) {
        SimDisk disk = store.disk();
        assertEquals(store.content(), open(disk, GoldenStore.READ_ONLY));
        store.files().forEach((path, content) -> {
            for (long bit = 0; bit < 8L * content.length; bit++) {
                if (isTurned(content, bit)) {
                    String where = path + " bit " + bit % 8 + " of byte " + bit / 8;
                    disk.contents().flipBit(path, bit);
                    check(store, path, where, disk, GoldenStore.READ_ONLY);
                    if (flips % WRITABLE_ONE_IN == 0 || path.endsWith("/LOCK")) {
                        checkWritable(store, path, where, GoldenStore.fork(disk));
                    }
                    disk.contents().flipBit(path, bit);
                    flips++;
                }
            }
        });
    }

    private static boolean isTurned(byte[] content, long bit) {
        int at = (int) (bit / 8);
        int block = at / BLOCK * BLOCK;
        for (int i = block; i < Math.min(block + BLOCK, content.length); i++) {
            if (content[i] != 0) {
                return true;
            }
        }
        long inBlock = bit - 8L * block;
        int interval = Math.max(1, 8 * BLOCK / Effort.times(1));
        return inBlock % interval == block / BLOCK % interval;
    }

    private static void flipNames(GoldenStore store) {
        for (String path : store.files().keySet()) {
            int start = path.lastIndexOf('/') + 1;
            for (int bit = 0; bit < 8 * (path.length() - start); bit++) {
                byte[] name = path.getBytes(StandardCharsets.ISO_8859_1);
                name[start + bit / 8] ^= (byte) (1 << bit % 8);
                String renamed = new String(name, StandardCharsets.ISO_8859_1);
                boolean isName = renamed.indexOf('\0') < 0
                        && renamed.lastIndexOf('/') == start - 1
                        && !store.files().containsKey(renamed);
                if (isName) {
                    Map<String, byte[]> files = new TreeMap<>(store.files());
                    files.put(renamed, store.files().get(path));
                    files.remove(path);
                    SimDisk disk = GoldenStore.disk(files);
                    check(store, path, path + " named " + renamed, disk, GoldenStore.READ_ONLY);
                    checkWritable(store, path, path + " named " + renamed, disk);
                    names++;
                }
            }
        }
    }

    private static void check(GoldenStore store, String path, String where, SimDisk disk, StoreOptions options) {
        try {
            Map<String, String> found = open(disk, options);
            int state = store.states().lastIndexOf(found);
            if (found.equals(store.content())) {
                same++;
            } else {
                assertTrue(state >= store.proven(), () -> where + ": found state " + state + ", " + found);
                prefixes++;
            }
        } catch (StoreException e) {
            String named = named(e);
            boolean isMissedByTheLog = path.contains("/manifest-")
                    && String.valueOf(e.getMessage()).contains("expected a manifest that has edit");
            assertTrue(isMissedByTheLog || (named != null && named.startsWith(damaged(path))), () -> where + ": " + e);
            refused++;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(where, e);
        }
    }

    /// What an error must name: the log, the manifest, or the folder where a marker is missing.
    private static String damaged(String path) {
        String folder = path.substring(0, path.lastIndexOf('/'));
        return path.contains("/manifest-") ? folder + "/m" : folder;
    }

    /// What is damaged or missing, as the error says; null when the error is none of damage.
    private static @Nullable String named(StoreException e) {
        return switch (e) {
            case CorruptionException corruption -> corruption.path();
            case StoreIoException missing -> missing.path();
            default -> null;
        };
    }

    /// What one opener found, or refused, is what the next one finds, or refuses.
    private static void checkWritable(GoldenStore store, String path, String where, SimDisk disk) {
        writable++;
        check(store, path, where, disk, GoldenStore.OPTIONS);
        String first = outcome(disk);
        assertEquals(first, outcome(disk), where);
    }

    private static String outcome(SimDisk disk) {
        try {
            return open(disk, GoldenStore.OPTIONS).toString();
        } catch (StoreException refused) {
            return refused.getClass().getSimpleName();
        }
    }

    private static Map<String, String> open(SimDisk disk, StoreOptions options) {
        try {
            return SimStore.recover(disk, options, 1).content();
        } catch (SimulationFailure e) {
            if (e.getCause() instanceof StoreException refused) {
                throw refused;
            }
            throw e;
        }
    }
}
