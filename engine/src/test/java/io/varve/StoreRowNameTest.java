package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Row 48, F3, P1: names of files and directories whose sync has failed, or was nobody's. The process that meets the
/// failure is told; a later one cannot know, asks for a sync again, and hears yes, though some names are lost.
final class StoreRowNameTest {
    private static final StoreOptions OPTIONS = SimStore.tiny().build();

    /// A life that meets one failure, whichever it is, and one after it without any: what that shows and what it
    /// acknowledges is there after a loss of power.
    @RandomizedTest(seeds = 10)
    void row48ALaterLifeReliesOnNoNameWhoseSyncFailed(long seed) {
        boolean isMet = true;
        for (int call = 1; isMet; call++) {
            SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, seed * 100 + call);
            disk.makeDirectories("/");
            isMet = liveWithAFailure(disk, call);
            Map<String, String> owed = new TreeMap<>();
            SimDisk lost = liveAndLosePower(disk, owed, new SplittableRandom(seed + call));
            assertEquals(owed, SimStore.recover(lost, OPTIONS, 3).content(), "after directory sync " + call);
        }
    }

    private static boolean liveWithAFailure(SimDisk disk, int call) {
        boolean[] isMet = new boolean[1];
        SimStore.use(disk, OPTIONS, 1, process -> {
            process.disk.faults().fail(Op.DIRECTORY_SYNC).onCall(call).with(Errno.EIO);
            try (Store store = process.open()) {
                for (int i = 0; i < 60; i++) {
                    store.put(bytes("k" + i), new byte[100], Durability.PROCESS);
                }
                store.flush().await();
            } catch (StoreException told) {
                assertEquals(1, process.disk.faults().injected());
            }
            isMet[0] = process.disk.faults().injected() > 0;
            process.disk.faults().clear();
        });
        return isMet[0];
    }

    private static SimDisk liveAndLosePower(SimDisk disk, Map<String, String> owed, SplittableRandom random) {
        SimDisk[] lost = new SimDisk[1];
        SimStore.use(disk, OPTIONS, 2, process -> {
            try (Store store = process.open()) {
                store.put(bytes("later"), bytes("x"), Durability.SYNC);
                owed.putAll(SimStore.contentOf(store));
                lost[0] = new CrashImages(process.disk, random).allLost();
            }
        });
        return lost[0];
    }

    /// A directory that was there, and whose name nobody has synced, is synced with the first store in it.
    @Test
    void aStoreInADirectoryOfSomebodyElsesMakingSurvives() {
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
        disk.makeDirectories("/");
        try (Directory root = disk.openDirectory("/")) {
            assertEquals(0, root.makeDirectory("store"));
        }
        Map<String, String> owed = new TreeMap<>();
        SimDisk lost = liveAndLosePower(disk, owed, new SplittableRandom(1));
        assertEquals(owed, SimStore.recover(lost, OPTIONS, 3).content());
    }

    /// Where that cannot be asked for, the directory is its maker's concern; where it fails, it is told.
    @Test
    void aSyncOfTheNameThatIsNotOfferedIsNoFailure() {
        for (int errno : new int[] {Errno.EINVAL, Errno.EOPNOTSUPP, Errno.EROFS, Errno.EIO}) {
            SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
            disk.makeDirectories("/store");
            SimStore.use(disk, OPTIONS, 1, process -> {
                process.disk
                        .faults()
                        .fail(Op.DIRECTORY_SYNC)
                        .onPaths("/"::equals)
                        .always()
                        .with(errno);
                if (errno == Errno.EIO) {
                    assertThrows(StoreException.class, process::open);
                } else {
                    process.open().close();
                }
                assertTrue(process.disk.faults().injected() > 0);
                process.disk.faults().clear();
            });
        }
    }
}
