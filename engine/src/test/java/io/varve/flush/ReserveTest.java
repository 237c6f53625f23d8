package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Space that a store keeps for itself (decision 221), where that cannot be had.
final class ReserveTest {
    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final Reserve reserve;

    ReserveTest() {
        disk.makeDirectories("/store");
        reserve = new Reserve(disk.openDirectory("/store"), 1 << 20, new Simulation(1).clock());
    }

    @Test
    void aFileSystemThatKnowsOfNoSuchThingIsAskedOnceAndHasNoFileOfIt() {
        disk.faults().fail(Op.ALLOCATE).always().with(Errno.EOPNOTSUPP);
        assertTrue(reserve.keep());
        assertEquals(Scheduler.NEVER, reserve.nextDuty());
        assertFalse(reserve.keep());
        assertNull(reserve.lack());
        assertEquals(List.of(), disk.contents().files());
    }

    @Test
    void aDiskThatRefusesIsAskedAgainAndHasNoPartOfIt() {
        disk.faults().fail(Op.TRUNCATE).with(Errno.EIO);
        assertFalse(reserve.keep());
        assertTrue(reserve.nextDuty() < Scheduler.NEVER);
        assertEquals(List.of(), disk.contents().files());
    }
}
