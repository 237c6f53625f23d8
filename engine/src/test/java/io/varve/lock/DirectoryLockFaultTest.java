package io.varve.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.FencedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The lock of a directory on a machine that refuses calls, and after crashes of it.
final class DirectoryLockFaultTest {
    private static final Holder ME = new Holder(1, "here", 0);
    private static final Holder OTHER = new Holder(2, "there", 0);

    private final SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
    private final SimMemory memory = new SimMemory(new MemoryBudget(1 << 20));
    private final Directory directory = disk.openDirectory("/");

    @AfterEach
    void givesItsMemoryBack() {
        assertEquals(0, memory.live());
    }

    @Test
    void saysThatTheMachineRefusedTheLock() {
        disk.faults().fail(Op.LOCK).with(Errno.ENOLCK);

        StoreIoException refused = assertThrows(StoreIoException.class, () -> take(ME));

        assertEquals("lock", refused.call());
        assertEquals(Errno.ENOLCK, refused.errno());
        take(OTHER).close();
    }

    @Test
    void goesOnAfterShortAndInterruptedWrites() {
        disk.faults().fail(Op.WRITE).onCall(1).shortTo(3);
        disk.faults().fail(Op.WRITE).onCall(2).with(Errno.EINTR);
        disk.faults().fail(Op.WRITE).onCall(4).shortTo(100);
        disk.faults().fail(Op.WRITE).onCall(5).with(Errno.EINTR);

        try (DirectoryLock lock = take(ME)) {
            assertFalse(lock.isLost());
            assertEquals(1, lock.epoch());
            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> take(OTHER));
            assertTrue(refused.holder().contains("pid 1"), refused.holder());
        }
    }

    @Test
    void holdsNothingWhenAWriteMakesNoProgress() {
        disk.faults().fail(Op.WRITE).always().shortTo(0);

        assertThrows(StoreIoException.class, () -> take(ME));

        disk.faults().clear();
        take(OTHER).close();
    }

    @Test
    void doesNotKnowTheHolderWhenTheTextCannotBeRead() {
        try (DirectoryLock lock = take(ME)) {
            disk.faults().fail(Op.READ).always().with(Errno.EIO);

            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> take(OTHER));

            assertEquals("holder unknown", refused.holder(), lock::toString);
        }
    }

    @Test
    void holdsNothingWhateverCallFailsAndInWhateverWay() {
        int[] errnos = {Errno.EIO, Errno.ENOSPC, Errno.EINTR, Errno.EAGAIN, Errno.EOPNOTSUPP, Errno.ENOMEM};
        for (int errno : errnos) {
            for (int call = 1; call < 40; call++) {
                disk.faults().clear();
                disk.faults().failAny().onCall(call).with(errno);
                takeAndClose(call % 2 == 0);
                disk.faults().clear();
                disk.faults().failAny().onCall(call).afterwards(errno);
                takeAndClose(call % 2 == 0);
            }
        }
        disk.faults().clear();
        take(ME).close();
    }

    @Test
    void holdsNothingWhenMemoryIsRefused() {
        memory.refuse(1);

        assertThrows(MemoryRefusedException.class, () -> take(ME));

        take(OTHER).close();
    }

    @Test
    void canBeTakenAfterEveryCrash() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3; i++) {
            take(ME).close();
            CrashImages images = new CrashImages(disk, random);
            images.explore(64, DirectoryLockFaultTest::canBeTaken);
            canBeTaken(images.killed());
        }
    }

    @Test
    void countsOnlyUpwardsWhileTheMachineRuns() {
        for (int epoch = 1; epoch <= 5; epoch++) {
            try (DirectoryLock lock = take(ME)) {
                assertEquals(epoch, lock.epoch());
            }
        }
    }

    @Test
    void raisesItsEpochAboveOneThatIsRemembered() {
        try (DirectoryLock lock = take(ME)) {
            lock.raiseAbove(0);
            assertEquals(1, lock.epoch());
            lock.raiseAbove(41);
            assertEquals(42, lock.epoch());
            assertFalse(lock.isLost());
            lock.requireHeld();
            assertThrows(StoreLockedException.class, () -> take(OTHER));
        }
        try (DirectoryLock lock = take(OTHER)) {
            assertEquals(43, lock.epoch());
        }
    }

    @Test
    void isLostToWhoBreaksItAndNotTakenByAThird() {
        try (DirectoryLock lock = take(ME);
                DirectoryLock breaker = breakLock(OTHER)) {
            assertTrue(lock.isLost());
            assertEquals(
                    1, assertThrows(FencedException.class, lock::requireHeld).epoch());
            assertThrows(FencedException.class, () -> lock.raiseAbove(10));
            assertFalse(breaker.isLost());
            assertEquals(2, breaker.epoch());

            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> take(ME));
            assertTrue(refused.holder().contains("pid 2"), refused.holder());
        }
        take(ME).close();
    }

    @Test
    void isFreeAfterTheBreakerHasGoneThoughTheLoserLives() {
        try (DirectoryLock lock = take(ME)) {
            breakLock(OTHER).close();

            try (DirectoryLock third = take(OTHER)) {
                assertEquals(3, third.epoch());
                assertTrue(lock.isLost());
            }
        }
    }

    @Test
    void staysWithTheBreakerWhenTheLoserEnds() {
        DirectoryLock loser = take(ME);
        try (DirectoryLock breaker = breakLock(OTHER)) {
            loser.close();

            assertThrows(StoreLockedException.class, () -> take(ME), breaker::toString);
        }
    }

    @Test
    void canBeBrokenWhenNobodyHasIt() {
        try (DirectoryLock lock = breakLock(ME)) {
            assertThrows(StoreLockedException.class, () -> take(OTHER), lock::toString);
        }
    }

    /// Somebody wrote zeros over the file while it was held.
    @Test
    void isNotGivenAwayWhenTheWordWasSetBack() {
        take(ME).close();
        take(ME).close();
        try (DirectoryLock lock = take(ME);
                var file = directory.open("LOCK", io.varve.nativeio.OpenFlags.WRITE)) {
            assertEquals(3, lock.epoch());
            assertEquals(0, file.writeZeros(0, 4096));

            assertThrows(StoreLockedException.class, () -> take(OTHER));
            assertTrue(lock.isLost(), "the owner cannot tell this from a break");
        }
    }

    private void takeAndClose(boolean isBreaking) {
        try (DirectoryLock lock = isBreaking ? breakLock(ME) : take(ME)) {
            assertFalse(lock.isLost());
            lock.raiseAbove(lock.epoch());
        } catch (StoreException refused) {
            assertTrue(refused.getMessage().contains("/"), refused.getMessage());
        }
    }

    private static void canBeTaken(SimDisk image) {
        SimMemory memory = new SimMemory(new MemoryBudget(1 << 20));
        try (Directory directory = image.openDirectory("/");
                DirectoryLock lock =
                        DirectoryLock.take(directory, memory, memory.budget().account("lock"), OTHER)) {
            lock.raiseAbove(7);
            assertEquals(8, lock.epoch());
        }
    }

    private DirectoryLock take(Holder holder) {
        return DirectoryLock.take(directory, memory, memory.budget().account("lock"), holder);
    }

    private DirectoryLock breakLock(Holder holder) {
        return DirectoryLock.breakLock(directory, memory, memory.budget().account("lock"), holder);
    }
}
