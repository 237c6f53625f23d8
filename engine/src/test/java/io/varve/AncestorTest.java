package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.StoreFailedException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the designs that this one descends from, carried over by their names as far as what they are about
/// exists. Those of forks (C12, C13, C15, C16), of indexes (E32, E33) and of tails (E35, E38) come with these; those of
/// flushes are in AncestorFlushTest, FlushDeathTest and flush.FlushSimulationTest.
final class AncestorTest {
    private static final WriteOptions PROCESS = WriteOptions.of(Durability.PROCESS);
    private static final WriteOptions A_MOMENT = WriteOptions.asTheStore().within(Duration.ofMillis(20));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void c14TwoWritesAreThereInOrderAfterAReopen() {
        long last;
        try (Store store = Store.open(directory)) {
            store.put(bytes("a"), bytes("1"), Durability.PROCESS);
            store.put(bytes("a"), bytes("2"), Durability.PROCESS);
            store.sync();
            last = store.durableSequence();
        }
        try (Store store = Store.open(directory)) {
            assertEquals(last, store.visibleSequence());
            assertEquals(last, store.recoveryReport().lastSequence());
            assertArrayEquals(bytes("2"), store.get(bytes("a")));
        }
    }

    @Test
    void e29WhatIsFreshIsNotDurable() {
        try (Store store = Store.open(directory)) {
            store.put(bytes("a"), bytes("1"), Durability.PROCESS);
            assertTrue(store.durableSequence() < store.visibleSequence());
        }
    }

    @Test
    void e30WhoWatchesIsBlockedUntilTheSync() {
        try (Store store = Store.open(directory)) {
            long durable = store.durableSequence();
            store.put(bytes("a"), bytes("1"), Durability.PROCESS);
            assertEquals(durable, store.async().awaitDurableBeyond(durable, A_MOMENT), "durability guarantee broken");
            store.sync();
            assertEquals(durable + 1, store.async().awaitDurableBeyond(durable, A_MOMENT));
        }
    }

    @Test
    void e31TwoBatchesAreDurableByOneSync() {
        try (Store store = Store.open(directory);
                WriteBatch batch = store.batch()) {
            long first = store.async().write(batch.put(bytes("a"), bytes("1")), PROCESS);
            batch.clear();
            long second = store.async().write(batch.put(bytes("b"), bytes("2")), PROCESS);
            assertTrue(store.async().awaitVisible(second));
            long syncs = store.stats().log().syncs();
            assertTrue(store.async().awaitDurable(second));
            assertTrue(store.async().awaitDurable(first));
            assertEquals(syncs + 1, store.stats().log().syncs());
        }
    }

    @Test
    void e34EntriesAreReadBackAsTheyWereWritten() {
        try (Store store = Store.open(directory);
                WriteBatch batch = store.batch()) {
            for (int size : new int[] {10, 5}) {
                batch.clear();
                for (int i = 0; i < size; i++) {
                    batch.put(bytes(size + "." + i), bytes("row " + i));
                }
                store.write(batch);
            }
        }
        try (Store store = Store.open(directory)) {
            assertEquals(15, store.recoveryReport().operations());
            for (int i = 0; i < 10; i++) {
                assertArrayEquals(bytes("row " + i), store.get(bytes("10." + i)));
                assertEquals(i < 5, store.contains(bytes("5." + i)));
            }
        }
    }

    /// E36 is StoreFenceTest; E37 is StoreArgumentsTest.
    @Test
    void reopeningTwiceWithoutAWriteChangesNothing() {
        try (Store store = Store.open(directory)) {
            store.put(bytes("a"), bytes("1"));
        }
        for (int i = 0; i < 2; i++) {
            try (Store store = Store.open(directory)) {
                assertEquals(1, store.visibleSequence());
                assertTrue(store.recoveryReport().wasCleanlyClosed());
            }
        }
        try (Store store = Store.open(directory)) {
            assertArrayEquals(bytes("1"), store.get(bytes("a")));
        }
    }

    @Test
    void whatWasReplayedIsDurable() {
        try (Store store = Store.open(directory)) {
            store.put(bytes("a"), bytes("1"));
        }
        try (Store store = Store.open(directory)) {
            assertEquals(store.visibleSequence(), store.durableSequence());
        }
    }

    @Test
    void whoWatchesSeesAcrossGenerationsOfMemtables() {
        StoreOptions options = StoreStorms.small().memtableBytes(16 << 10).build();
        try (Store store = Store.open(directory, options)) {
            for (int i = 0; i < 1000; i++) {
                long durable = store.durableSequence();
                long position = store.async().put(bytes("k" + i), new byte[100], WriteOptions.of(Durability.SYNC));
                assertTrue(store.async().awaitDurable(position));
                assertTrue(store.async().awaitDurableBeyond(durable, A_MOMENT) > durable);
            }
            assertTrue(store.stats().memtables().frozenEver() > 0);
        }
    }

    /// Theirs refused reads too; ours shows what was acknowledged, and nothing else.
    @Test
    void aPoisonedWriterRefusesWrites() {
        Simulation simulation = new Simulation(1);
        SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
        disk.makeDirectories("/");
        SimStore process = new SimStore(simulation, disk, SimStore.tiny().build());
        simulation.spawn("process", () -> {
            Store store = process.open();
            store.put(bytes("a"), bytes("1"));
            disk.faults().fail(Op.DATA_SYNC).always().with(Errno.EIO);
            assertThrows(OutcomeUnknownException.class, () -> store.put(bytes("a"), bytes("2")));
            assertThrows(StoreFailedException.class, () -> store.put(bytes("a"), bytes("3")));
            byte[] found = store.get(bytes("a"));
            assertNotNull(found);
            assertArrayEquals(bytes("1"), found);
            assertFalse(store.contains(bytes("b")));
            store.close();
            process.requireNothingLeft();
        });
        simulation.run();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
