package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.FlushFailedException;
import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Asynchronous writes on a disk that refuses: those known by their position end in order (decision 60).
final class StoreStallTest {
    private static final WriteOptions PROCESS = WriteOptions.of(Durability.PROCESS);
    private static final WriteOptions SYNC = WriteOptions.of(Durability.SYNC);
    private static final WriteOptions SHORT = WriteOptions.asTheStore().within(Duration.ofMillis(1));
    private static final byte[] VALUE = new byte[1000];

    private final Simulation simulation = new Simulation(1);
    private final SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
    private final SimStore process =
            new SimStore(simulation, disk, SimStore.tiny().ringSize(16).build());

    @Test
    void row53APositionWaitsForAFullDisk() {
        run(store -> {
            List<Long> positions = fillUntilItStalls(store);
            long last = positions.getLast();
            assertFalse(store.async().awaitVisible(last, SHORT), "it waits");
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v")));
            assertEquals(RejectionCause.OUT_OF_SPACE, refused.rejectionCause());
            assertEquals(
                    AsyncWrites.NOT_ADMITTED,
                    store.async().offer(MemorySegment.ofArray(bytes("k")), MemorySegment.ofArray(bytes("v"))));

            disk.limitSpace(1 << 30);
            assertTrue(store.async().awaitVisible(last, AsyncForms.LONG), "and goes on by itself");
            for (int i = 0; i < positions.size(); i++) {
                assertArrayEquals(VALUE, store.get(bytes("k" + i)));
            }
            store.put(bytes("k"), bytes("v"));
        });
    }

    @Test
    void row87ACloseEndsAStall() {
        List<Long> positions = new ArrayList<>();
        List<StoreException> ends = new ArrayList<>();
        run(store -> {
            positions.addAll(fillUntilItStalls(store));
            long acknowledged = store.async().acknowledgedPosition();
            assertTrue(acknowledged < positions.getLast());
            store.close();
            for (long position : positions) {
                if (position <= acknowledged) {
                    assertTrue(store.async().awaitVisible(position));
                } else {
                    ends.add(assertThrows(
                            StoreException.class, () -> store.async().awaitVisible(position)));
                }
            }
        });
        assertFalse(ends.isEmpty());
        ends.forEach(end -> assertInstanceOf(StoreClosedException.class, end));
    }

    @Test
    void row43APositionWhoseSyncFailsIsUnknown() {
        run(store -> {
            long first = store.async().put(bytes("a"), bytes("1"), SYNC);
            assertTrue(store.async().awaitDurable(first));
            disk.faults().fail(Op.DATA_SYNC).always().with(Errno.EIO);
            long second = store.async().put(bytes("a"), bytes("2"), SYNC);
            assertThrows(OutcomeUnknownException.class, () -> store.async().awaitVisible(second));
            assertTrue(store.async().awaitVisible(first), "what was acknowledged stays so");
            assertThrows(StoreFailedException.class, () -> store.async().put(bytes("a"), bytes("3"), SYNC));
            assertThrows(StoreException.class, () -> store.async().awaitDurableBeyond(store.durableSequence(), SHORT));
            assertArrayEquals(bytes("1"), store.get(bytes("a")));
        });
    }

    /// The end of a stall is the end: a sync of the interval must not take it back.
    @Test
    void whatWasRejectedStaysSoWhenTheIntervalComes() {
        SimStore timed = new SimStore(
                simulation,
                disk,
                SimStore.tiny().ringSize(16).syncInterval(Duration.ofMillis(2)).build());
        run(timed, store -> {
            long last = fillUntilItStalls(store).getLast();
            long until = simulation.clock().nanoTime() + 20_000_000;
            boolean[] isOver = {false};
            Object[] reader = {null};
            simulation.spawn("reader", () -> {
                reader[0] = simulation.scheduler().self();
                store.get(MemorySegment.ofArray(bytes("k0")), value -> {
                    simulation.scheduler().await(() -> isOver[0], Scheduler.NEVER);
                    return value;
                });
            });
            simulation
                    .scheduler()
                    .await(() -> reader[0] != null, simulation.clock().nanoTime() + 1_000_000);
            assertFalse(store.close(Duration.ofMillis(1)), "a call is inside");
            simulation.scheduler().await(() -> simulation.clock().nanoTime() >= until, until);
            assertThrows(StoreException.class, () -> store.async().awaitVisible(last));
            assertThrows(StoreException.class, () -> store.async().awaitDurable(last));
            isOver[0] = true;
            simulation.scheduler().unpark(reader[0]);
        });
    }

    @Test
    void aSyncNeedsNoRoom() {
        run(store -> {
            List<Long> positions = fillUntilItStalls(store);
            store.sync();
            assertEquals(store.visibleSequence(), store.durableSequence());
            assertTrue(store.async().awaitDurable(positions.getFirst()));
        });
    }

    /// A sync goes past writes that wait for room; when it fails, they are rejected, and not forgotten.
    @Test
    void row43ASyncThatFailsEndsTheStallBeforeIt() {
        run(store -> {
            long last = fillUntilItStalls(store).getLast();
            disk.faults().fail(Op.DATA_SYNC).always().with(Errno.EIO);
            assertThrows(OutcomeUnknownException.class, store::sync);
            assertThrows(StoreFailedException.class, () -> store.async().awaitVisible(last, AsyncForms.LONG));
        });
    }

    @Test
    void zeroLooksOnce() {
        run(store -> {
            long last = fillUntilItStalls(store).getLast();
            WriteOptions once = WriteOptions.asTheStore().within(Duration.ZERO);
            assertFalse(store.async().awaitVisible(last, once));
            assertFalse(store.async().awaitDurable(last, once));
            long durable = store.durableSequence();
            assertEquals(durable, store.async().awaitDurableBeyond(durable, once));
        });
    }

    /// It waits for a flush together with who may wait. When that one has gone, and the flush goes on no further, it
    /// rests, and tells who comes.
    @Test
    void aWriterWithWhomNobodyWaitsRests() {
        run(store -> {
            failTables().onCall(1).delaying(Duration.ofMillis(200).toNanos());
            failTables().fromCall(2).with(Errno.ENOSPC);
            WriteOptions patience = PROCESS.within(Duration.ofMillis(100));
            WriteRejectedException withdrawn = assertThrows(WriteRejectedException.class, () -> {
                while (true) {
                    store.put(bytes("k"), VALUE, patience);
                }
            });
            assertEquals(RejectionCause.DEADLINE, withdrawn.rejectionCause());
            long asleep = simulation.steps();
            long later = simulation.clock().nanoTime() + Duration.ofSeconds(3).toNanos();
            simulation.scheduler().await(() -> simulation.clock().nanoTime() >= later, later);
            assertTrue(simulation.steps() - asleep < 10_000, "nobody looks and looks");
            FlushFailedException refused =
                    assertThrows(FlushFailedException.class, () -> store.flush().await());
            assertInstanceOf(WriteRejectedException.class, refused.getCause());

            disk.faults().clear();
            assertTrue(store.drain(Duration.ofHours(1)));
            store.put(bytes("k"), VALUE, PROCESS);
        });
    }

    private FaultRule failTables() {
        return disk.faults().fail(Op.DATA_SYNC).onNames(".sst");
    }

    /// Without room for another segment, writes that are known by their position only.
    private List<Long> fillUntilItStalls(Store store) {
        disk.limitSpace(0);
        List<Long> positions = new ArrayList<>();
        while (positions.isEmpty() || store.async().awaitVisible(positions.getLast(), SHORT)) {
            positions.add(store.async().put(bytes("k" + positions.size()), VALUE, PROCESS));
        }
        return positions;
    }

    private void run(Consumer<Store> body) {
        run(process, body);
    }

    private void run(SimStore process, Consumer<Store> body) {
        disk.makeDirectories("/");
        simulation.spawn("process", () -> {
            Store store = process.open();
            body.accept(store);
            store.close();
            process.requireNothingLeft();
        });
        simulation.run();
    }
}
