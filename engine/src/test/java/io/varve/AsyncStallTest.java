package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Row 53, decision 60: the disk is full while positions and callbacks stand in the ring, in any order. Those
/// who can be told are told, the others wait, and go on when there is room.
final class AsyncStallTest {
    private static final WriteOptions PROCESS = WriteOptions.of(Durability.PROCESS);
    private static final int IN_THE_RING = 60;
    private static final WriteOptions SHORT = WriteOptions.asTheStore().within(Duration.ofMillis(1));
    private static final byte[] VALUE = new byte[1000];

    @RandomizedTest(seeds = 100)
    void whoCanBeToldIsToldAndTheOthersWait(long seed) {
        Simulations.run(seed, simulation -> {
            SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories("/");
            SimStore process = new SimStore(
                    simulation,
                    disk,
                    SimStore.tiny().ringSize(64).ringSlotBytes(2048).build());
            simulation.spawn("process", () -> {
                Store store = process.open();
                stall(store, disk, simulation.scheduler(), simulation.random("calls"));
                store.close();
                process.requireNothingLeft();
            });
            simulation.run();
        });
    }

    private static void stall(Store store, SimDisk disk, Scheduler scheduler, SplittableRandom random) {
        Object self = scheduler.self();
        disk.limitSpace(0);
        List<Long> positions = new ArrayList<>();
        List<@Nullable StoreException> ends = new ArrayList<>();
        // Positions only, until the oldest one waits.
        while (positions.isEmpty() || store.async().awaitVisible(positions.getLast(), SHORT)) {
            positions.add(store.async().put(bytes("p" + positions.size()), VALUE, PROCESS));
        }
        assertFalse(store.async().awaitVisible(positions.getLast(), SHORT));

        disk.limitSpace(1 << 30);
        assertTrue(store.async().awaitVisible(positions.getLast(), AsyncForms.LONG), "goes on by itself");

        // All in the ring at once, behind a claim; then they are let go.
        int calls = 0;
        try (Claim claim = store.async().claim()) {
            claim.begin(1, 1);
            for (int i = 0; i < IN_THE_RING; i++) {
                if (random.nextInt(3) == 0) {
                    store.async().put(bytes("c" + calls), VALUE, PROCESS, (position, failure) -> {
                        ends.add(failure);
                        scheduler.unpark(self);
                    });
                    calls++;
                } else {
                    positions.add(store.async().put(bytes("p" + positions.size()), VALUE, PROCESS));
                }
            }
            disk.limitSpace(0);
        }
        int owed = calls;
        scheduler.await(() -> ends.size() == owed, Scheduler.NEVER);
        disk.limitSpace(1 << 30);
        assertTrue(store.async().awaitVisible(positions.getLast(), AsyncForms.LONG));
        verify(store, positions.size(), ends);
    }

    private static void verify(Store store, int positions, List<@Nullable StoreException> ends) {
        for (int i = 0; i < positions; i++) {
            assertArrayEquals(VALUE, store.get(bytes("p" + i)), "p" + i);
        }
        assertTrue(ends.stream().anyMatch(Objects::nonNull), "none stood behind");
        for (int i = 0; i < ends.size(); i++) {
            StoreException end = ends.get(i);
            byte[] found = store.get(bytes("c" + i));
            if (end == null) {
                assertNotNull(found, "acknowledged: c" + i);
            } else {
                assertNull(found, "refused: c" + i);
                WriteRejectedException why = assertInstanceOf(WriteRejectedException.class, end);
                assertTrue(why.rejectionCause().isTransient(), why.getMessage());
            }
        }
    }
}
