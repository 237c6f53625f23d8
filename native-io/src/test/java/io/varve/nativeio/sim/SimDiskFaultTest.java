package io.varve.nativeio.sim;

import static io.varve.nativeio.testing.DiskTestKit.EDIT;
import static io.varve.nativeio.testing.DiskTestKit.NEW;
import static io.varve.nativeio.testing.DiskTestKit.durable;
import static io.varve.nativeio.testing.DiskTestKit.open;
import static io.varve.nativeio.testing.DiskTestKit.read;
import static io.varve.nativeio.testing.DiskTestKit.region;
import static io.varve.nativeio.testing.DiskTestKit.root;
import static io.varve.nativeio.testing.DiskTestKit.sector;
import static io.varve.nativeio.testing.DiskTestKit.text;
import static io.varve.nativeio.testing.DiskTestKit.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.testing.DiskTestKit;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What goes wrong on request, and that a sync which failed once lies from then on.
final class SimDiskFaultTest {
    private final SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
    private final Directory root = root(disk);

    @Test
    void failsTheCallItWasToldTo() {
        DiskFile file = durable(root, "a.log", "x");
        DiskFile other = durable(root, "b", "x");
        disk.faults().fail(Op.WRITE).onNames(".log").onCall(2).with(Errno.EIO);

        write(file, 0, "1");
        write(other, 0, "2");
        assertEquals(-Errno.EIO, file.pwrite(region(1), 0, 1, 0));
        write(file, 0, "3");

        assertEquals(1, disk.faults().injected());
        assertEquals(1L, disk.faults().injectedByKind().get("WRITE Refusal"));
    }

    @Test
    void failsSomeCallsByLot() {
        DiskFile file = durable(root, "a", "x");
        disk.faults().fail(Op.STAT).always().oneIn(4).with(Errno.EIO);

        int failed = 0;
        for (int i = 0; i < 400; i++) {
            failed += file.stat(new FileStat()) < 0 ? 1 : 0;
        }

        assertTrue(failed > 50 && failed < 150, "failed " + failed);
        assertEquals(failed, disk.faults().injected());
    }

    @Test
    void transfersLessThanAskedFor() {
        DiskFile file = durable(root, "a", "abc");
        disk.faults().fail(Op.WRITE).shortTo(2);
        disk.faults().fail(Op.READ).shortTo(0);

        assertEquals(2, file.pwrite(region(3), 0, 3, 0));
        assertEquals("", read(file, 0, 3));
        assertEquals("\0\0c", read(file, 0, 3));
    }

    @Test
    void refusesToOpenWithAnErrno() {
        disk.faults().fail(Op.OPEN).with(Errno.EMFILE);

        assertEquals(Errno.EMFILE, root.open("a", NEW).errno());
        assertEquals("-", text(disk, "a"));
    }

    @Test
    void liesAfterASyncThatFailed() {
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL.withWriteBackOneIn(0), 1);
        Directory root = root(disk);
        DiskFile file = durable(root, "a", sector('a'));
        write(file, 0, sector('A'));
        disk.faults().fail(Op.DATA_SYNC).with(Errno.ENOSPC);

        assertEquals(-Errno.ENOSPC, file.dataSync());
        assertEquals(0, file.dataSync());

        assertEquals("A", read(file, 0, 1));
        assertEquals("a", read(open(root, "a", EDIT | OpenFlags.DIRECT), 0, 512).substring(0, 1));
        assertEquals(
                "a",
                text(new CrashImages(disk, new SplittableRandom(1)).allKept(), "a")
                        .substring(0, 1));
        assertEquals(0, file.advise(0, 0, CacheAdvice.DONT_NEED));
        assertEquals("a", read(file, 0, 1));
    }

    /// Catalogue F4: later the old data is back, without anybody's doing.
    @Test
    void bringsTheOldDataBackLaterAfterASyncThatFailed() {
        DiskFile file = durable(root, "a", sector('a') + sector('b'));
        Mapping mapping = file.map(0, 1024, MapMode.READ);
        write(file, 0, sector('A'));
        disk.faults().fail(Op.DATA_SYNC).with(Errno.EIO);
        assertEquals(-Errno.EIO, file.dataSync());
        SimDisk killed = new CrashImages(disk, new SplittableRandom(1)).killed();

        for (SimDisk either : List.of(disk, killed)) {
            boolean isBack = false;
            for (int i = 0; i < 2000 && !isBack; i++) {
                isBack = text(either, "a").startsWith("a");
            }
            assertTrue(isBack);
        }
        assertEquals('a', mapping.region().getByte(0));
    }

    @Test
    void showsOldDataAfterASyncThatRevertedTheCache() {
        DiskFile file = durable(root, "a", sector('a'));
        write(file, 0, sector('A'));
        disk.faults().fail(Op.SYNC).losing(SyncLoss.CACHE_REVERTED, Errno.EIO);

        assertEquals(-Errno.EIO, file.sync());

        assertEquals("a", read(file, 0, 1));
    }

    @Test
    void makesNothingDurableWhenItLies() {
        DiskFile file = durable(root, "a", "a");
        write(file, 0, "A");
        disk.faults().fail(Op.DATA_SYNC).lying();

        assertEquals(0, file.dataSync());

        assertEquals("a", text(new CrashImages(disk, new SplittableRandom(1)).allLost(), "a"));
    }

    @Test
    void losesNamesWhoseSyncFailed() {
        for (int i = 0; i < 20; i++) {
            open(root, "a" + i, NEW);
        }
        disk.faults().fail(Op.DIRECTORY_SYNC).with(Errno.EIO);

        assertEquals(-Errno.EIO, root.sync());
        assertEquals(0, root.sync());

        SimDisk after = new CrashImages(disk, new SplittableRandom(1)).allKept();
        assertTrue(DiskTestKit.names(after).size() < 20);
    }

    @Test
    void damagesWhatIsRead() {
        DiskFile file = durable(root, "a", sector('a') + sector('b'));
        write(file, 0, sector('A') + sector('B'));
        assertEquals(0, file.dataSync());
        String sound = sector('A') + sector('B');

        for (ReadDamage damage : ReadDamage.values()) {
            disk.faults().clear();
            disk.faults().fail(Op.READ).damaging(damage);
            assertNotEquals(sound, read(file, 0, 1024), damage.name());
            assertEquals(sound, read(file, 0, 1024), damage.name());
        }
    }

    @Test
    void damagesWhatIsWritten() {
        for (WriteDamage damage : WriteDamage.values()) {
            SimDisk other = new SimDisk(DiskProfile.ADVERSARIAL, 1);
            Directory directory = root(other);
            DiskFile file = durable(directory, "a", sector('a') + sector('b'));
            other.faults().fail(Op.WRITE).damaging(damage);

            write(file, 0, sector('A'));
            assertEquals(0, file.dataSync());

            SimDisk after = new CrashImages(other, new SplittableRandom(1)).allKept();
            assertNotEquals(sector('A'), text(after, "a").substring(0, 512), damage.name());
        }
    }

    @Test
    void writesAPartAndFails() {
        String old = sector('a').repeat(4);
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            SimDisk other = new SimDisk(DiskProfile.ADVERSARIAL, i);
            DiskFile file = durable(root(other), "a", old);
            other.faults().fail(Op.WRITE).partly(Errno.EIO);

            assertEquals(-Errno.EIO, file.pwrite(region(2048), 0, 2048, 0));
            found.add(read(file, 0, 2048));
        }

        assertTrue(found.size() > 10 && found.contains(old), () -> found.size() + " outcomes");
    }

    @Test
    void tellsEachOpenFileOnceOfAWriteBackThatFailed() {
        DiskFile file = durable(root, "a", sector('a'));
        DiskFile other = open(root, "a", EDIT);
        disk.faults().fail(Op.WRITE).losingLater(SyncLoss.CACHE_REVERTED, Errno.EIO, Told.EVERYBODY);
        write(file, 0, sector('A'));
        DiskFile late = open(root, "a", EDIT);

        assertEquals("a", read(file, 0, 1));
        for (DiskFile each : List.of(file, other, late)) {
            assertEquals(-Errno.EIO, each.dataSync());
            assertEquals(0, each.dataSync());
        }
        assertEquals(0, open(root, "a", EDIT).dataSync());
    }

    @Test
    void tellsSomebodyElseOrTheClose() {
        DiskFile file = durable(root, "a", sector('a'));
        DiskFile other = open(root, "a", EDIT);
        disk.faults().fail(Op.WRITE).losingLater(SyncLoss.CACHE_KEPT, Errno.EIO, Told.ANOTHER);
        write(file, 0, sector('A'));

        assertEquals(0, file.dataSync());
        assertEquals(-Errno.EIO, other.dataSync());
        disk.faults().fail(Op.WRITE).losingLater(SyncLoss.CACHE_KEPT, Errno.ENOSPC, Told.AT_CLOSE);
        write(file, 0, sector('B'));
        assertEquals(0, file.dataSync());
        file.close();
        assertEquals(Errno.ENOSPC, file.closeErrno());
        write(other, 0, sector('C'));
        disk.faults().fail(Op.CLOSE).losing(SyncLoss.CACHE_KEPT, Errno.EDQUOT);
        other.close();
        assertEquals(Errno.EDQUOT, other.closeErrno());
        assertEquals(
                "a",
                text(new CrashImages(disk, new SplittableRandom(1)).allKept(), "a")
                        .substring(0, 1));
    }

    @Test
    void strikesOneRangeOfAFile() {
        DiskFile file = durable(root, "a", sector('a').repeat(4));
        disk.faults().fail(Op.READ).always().inRange(512, 1024).with(Errno.EIO);

        assertEquals(512, file.pread(region(512), 0, 512, 0));
        assertEquals(-Errno.EIO, file.pread(region(512), 0, 512, 100));
        assertEquals(-Errno.EIO, file.pread(region(1), 0, 1, 1023));
        assertEquals(512, file.pread(region(512), 0, 512, 1024));
        assertEquals(0, file.dataSync());
    }

    @Test
    void letsAWriteStrikeAnotherFile() {
        DiskFile file = durable(root, "a", sector('a'));
        DiskFile victim = durable(root, "b", sector('b'));
        disk.faults().fail(Op.WRITE).damaging(WriteDamage.MISDIRECTED_TO_ANOTHER_FILE);
        write(file, 0, sector('A'));
        assertEquals(0, file.dataSync());

        SimDisk after = new CrashImages(disk, new SplittableRandom(1)).allKept();
        assertEquals(sector('a') + sector('A'), text(after, "a") + text(after, "b"));
        assertEquals(0, victim.advise(0, 0, CacheAdvice.DONT_NEED));
        assertEquals("A", read(victim, 0, 1));
    }

    @Test
    void takesItsTime() {
        Simulation simulation = new Simulation(1);
        SimDisk slow = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        slow.faults().fail(Op.DIRECTORY_SYNC).delaying(1_000_000_000);
        long[] ends = new long[2];
        simulation.spawn("slow", () -> {
            assertEquals(0, root(slow).sync());
            ends[0] = simulation.clock().nanoTime();
        });
        simulation.spawn("fast", () -> {
            slow.openDirectory("/").close();
            ends[1] = simulation.clock().nanoTime();
        });

        simulation.run();

        assertTrue(ends[0] - ends[1] > 900_000_000L);
    }

    @Test
    void hangsUntilSomebodyNotices() {
        Simulation simulation = new Simulation(1);
        SimDisk hanging = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        hanging.faults().fail(Op.DIRECTORY_SYNC).hanging();
        simulation.spawn("client", () -> root(hanging).sync());

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("DIRECTORY_SYNC of /"), failure::getMessage);
    }
}
