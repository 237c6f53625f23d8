package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.format.RecordLimits;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.ReadDamage;
import io.varve.nativeio.sim.SimDisk;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestEdit;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Rows of the catalogue about merges, what they drop, and limits: 58, 76, 103 and 104.
final class StoreRowMergeTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StoreRowMergeTest() {
        disk.makeDirectories("/");
    }

    /// Row 58: the result of a merge is never on the device what it was: its inputs stay and are read, each time is
    /// told, the store lives, and level 0 is left alone for longer and longer.
    @Test
    void row58AMergeThatIsAlwaysReadBackWrongIsTriedSeldomAndReadsGoOn() {
        List<StoreEvent> events = new ArrayList<>();
        use(StoreCompactionTest.small().compaction(Compaction.MANUAL), store -> fourFlushes(store));
        List<String> inputs = tables();
        use(StoreCompactionTest.small().listener(events::add).eventQueueSize(1024), store -> {
            now.disk
                    .faults()
                    .fail(Op.READ)
                    .onPaths(path -> path.endsWith(".sst") && !inputs.contains(path))
                    .always()
                    .damaging(ReadDamage.BIT_FLIP);
            pause(Duration.ofHours(1));
            List<Throwable> failures = new ArrayList<>();
            for (StoreEvent event : events) {
                if (event instanceof StoreEvent.BackgroundFailed failed) {
                    failures.add(failed.failure());
                }
            }
            assertTrue(failures.size() >= 3 && failures.size() < 40, failures.size() + " attempts in an hour");
            assertTrue(failures.getFirst() instanceof CorruptionException, failures::toString);
            assertEquals(inputs, tables());
            assertEquals(StoreState.OPEN, store.stats().state());
            requireFilled(store);
            store.put(bytes("k"), bytes("v"));
        });
    }

    /// Row 76: memtables find no memory, because others have it all: writes wait up to their deadline, reads go on, and
    /// writes too when memory was given back.
    @Test
    void row76WritesWaitForMemoryUpToTheirDeadlineAndReadsGoOn() {
        use(SimStore.tiny().frozenMemtables(4).compaction(Compaction.MANUAL), store -> {
            MemoryAccount other = now.memory.budget().account("other");
            long taken = 0;
            while (other.tryReserve(1024)) {
                taken += 1024;
            }
            List<WriteRejectedException> refused = new ArrayList<>();
            int written = 0;
            while (refused.isEmpty()) {
                try {
                    store.put(bytes("k" + written), new byte[200], within(Duration.ofMillis(5)));
                    written++;
                } catch (WriteRejectedException full) {
                    refused.add(full);
                }
            }
            long began = now.clock.nanoTime();
            WriteRejectedException again = assertThrows(
                    WriteRejectedException.class,
                    () -> store.put(bytes("k"), new byte[200], within(Duration.ofMillis(5))));
            assertTrue(now.clock.nanoTime() - began < Duration.ofMillis(6).toNanos());
            for (WriteRejectedException one : List.of(refused.getFirst(), again)) {
                boolean isForMemory = one.rejectionCause() == RejectionCause.MEMORY_BUDGET
                        || one.rejectionCause() == RejectionCause.DEADLINE;
                assertTrue(isForMemory, one.what());
            }
            for (int i = 0; i < written; i++) {
                assertArrayEquals(new byte[200], store.get(bytes("k" + i)), "k" + i);
            }
            other.release(taken);
            pause(Duration.ofSeconds(1));
            store.put(bytes("k"), new byte[200]);
            assertEquals(StoreState.OPEN, store.stats().state());
        });
    }

    /// Row 103: a tombstone that came to the bottom stays as long as somebody sees the version below it,
    /// and whatever is merged then and afterwards, the key does not come back.
    @Test
    void row103ATombstoneAtTheBottomHidesWhatASnapshotStillShows() {
        use(StoreCompactionTest.small(), store -> {
            fourFlushes(store);
            store.compact().await();
            Snapshot old = store.snapshot();
            for (int i = 0; i < 40; i += 2) {
                store.delete(bytes("k" + i));
            }
            for (int round = 0; round < 3; round++) {
                store.compact().await();
                pause(LONG);
                requireDeleted(store);
                assertTrue(store.stats().tables().tombstones() >= 20, "somebody needs them");
                for (int i = 0; i < 40; i++) {
                    assertArrayEquals(bytes("v3"), old.get(bytes("k" + i)), "k" + i);
                }
            }
            old.close();
            store.put(bytes("x"), bytes("v"));
            store.compact().await();
            pause(LONG);
            requireDeleted(store);
            assertEquals(0, store.stats().tables().tombstones(), "nobody needs them");
        });
        use(StoreCompactionTest.small(), StoreRowMergeTest::requireDeleted);
    }

    /// Row 104: writes are refused before sequence numbers come near what the files can hold; all else goes on.
    @Test
    void row104AStoreThatHasUsedUpItsNumbersRefusesWritesAndIsRead() {
        use(SimStore.tiny(), store -> {
            store.put(bytes("a"), bytes("1"));
            store.flush().await();
        });
        raiseSequenceTo(RecordLimits.MAX_SEQUENCE - 3);
        for (int life = 0; life < 2; life++) {
            boolean isFirst = life == 0;
            use(SimStore.tiny(), store -> {
                if (isFirst) {
                    store.put(bytes("b"), bytes("2"));
                    store.put(bytes("b"), bytes("3"));
                    try (WriteBatch batch = store.batch()) {
                        batch.put(bytes("c"), bytes("4"));
                        batch.put(bytes("c"), bytes("5"));
                        batch.put(bytes("c"), bytes("6"));
                        requireUsedUp(assertThrows(WriteRejectedException.class, () -> store.write(batch)));
                    }
                }
                MemorySegment key = MemorySegment.ofArray(bytes("c"));
                assertThrows(WriteRejectedException.class, () -> {
                    for (int i = 0; i < 5; i++) {
                        store.put(bytes("c"), bytes("4"));
                    }
                });
                requireUsedUp(assertThrows(
                        WriteRejectedException.class, () -> store.async().put(key, key)));
                assertTrue(store.visibleSequence() <= RecordLimits.MAX_SEQUENCE);
                assertArrayEquals(bytes("1"), store.get(bytes("a")));
                assertArrayEquals(bytes("3"), store.get(bytes("b")));
                assertEquals(StoreState.OPEN, store.stats().state());
                store.compact().await();
            });
        }
    }

    private static void requireUsedUp(WriteRejectedException refused) {
        assertEquals(RejectionCause.SEQUENCE_LIMIT, refused.rejectionCause());
    }

    private void raiseSequenceTo(long floor) {
        SimStore.use(disk, SimStore.tiny().build(), 1, process -> {
            MemoryAccount account = process.memory.budget().account("open");
            try (Directory directory = StoreDirectory.openWhole(process.disk, SimStore.PATH, false);
                    DirectoryLock lock =
                            DirectoryLock.take(directory, process.memory, account, new Holder(1, "sim", 0));
                    Manifest manifest =
                            Manifest.open(new ManifestConfig(directory, process.memory, account, 64 << 10), lock)) {
                manifest.append(ManifestEdit.NOTHING.withSequenceFloor(floor));
            }
        });
    }

    private static WriteOptions within(Duration time) {
        return WriteOptions.of(Durability.PROCESS).within(time);
    }

    private static void fourFlushes(Store store) {
        for (int flush = 0; flush < 4; flush++) {
            for (int i = 0; i < 40; i++) {
                store.put(bytes("k" + i), bytes("v" + flush), Durability.PROCESS);
            }
            store.flush().await();
        }
    }

    private static void requireFilled(Store store) {
        for (int i = 0; i < 40; i++) {
            assertArrayEquals(bytes("v3"), store.get(bytes("k" + i)), "k" + i);
        }
    }

    private static void requireDeleted(Store store) {
        for (int i = 0; i < 40; i++) {
            if (i % 2 == 0) {
                assertNull(store.get(bytes("k" + i)), "k" + i);
            } else {
                assertArrayEquals(bytes("v3"), store.get(bytes("k" + i)), "k" + i);
            }
        }
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), 1, process -> {
            now = process;
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private List<String> tables() {
        return disk.contents().files().stream()
                .filter(path -> path.endsWith(".sst"))
                .toList();
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }
}
