package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.nativeio.Clock;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Row 86 with callbacks, stages, positions and followers under way: a thread of the store throws what nobody
/// expects, and everybody is told once, soon, and nothing that the next open contradicts.
@Timeout(120)
final class AsyncDeathTest {
    /// Longer than the test may take: who waits for a deadline waits too long.
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private final AtomicInteger fuse = new AtomicInteger(Integer.MAX_VALUE);

    /// Anywhere between two writes, and between a group and its sync.
    @Test
    void theWriterThrows() {
        for (int round = 0; round < Effort.times(25); round++) {
            Seams machine = Seams.ofMachine(options(round));
            Clock clock = new Clock() {
                @Override
                public long nanoTime() {
                    plantedIfDue();
                    return machine.clock().nanoTime();
                }

                @Override
                public long wallMillis() {
                    return machine.clock().wallMillis();
                }
            };
            Seams planted = new Seams(
                    machine.disk(), machine.memory(), clock, machine.scheduler(), machine.holder(), machine.random());
            int calls = 1 + fuseLength(round);
            live(planted, "clock" + round, round, 40, () -> fuse.set(calls));
        }
    }

    /// At any call of the disk, also while the writer has half a write: a frame larger than the log's buffer.
    @Test
    void theDiskThrows() {
        for (int round = 0; round < Effort.times(25); round++) {
            KillSeams disk = new KillSeams(round % 2 == 0, () -> {
                throw new OutOfMemoryError("planted");
            });
            Seams machine = Seams.ofMachine(options(round));
            Seams planted = new Seams(
                    disk.around(machine.disk()),
                    machine.memory(),
                    machine.clock(),
                    machine.scheduler(),
                    machine.holder(),
                    machine.random());
            int calls = 1 + fuseLength(round);
            live(planted, "disk" + round, round, round % 3 == 0 ? 9000 : 40, () -> disk.arm(calls));
        }
    }

    private void live(Seams seams, String name, int round, int valueLength, Runnable plant) {
        String path = directory.resolve(name).toString();
        Store store = Opening.open(seams, path, options(round));
        store.put(new byte[1], new byte[1], Durability.PROCESS);
        AsyncStorm storm = new AsyncStorm(store, Integer.MAX_VALUE, valueLength);
        plant.run();
        storm.writers(0, 6, false).writers(6, 4, true);
        storm.run(false, () -> follow(store));
        storm.joinAll();
        fuse.set(Integer.MAX_VALUE);
        StoreFailedException refused = assertThrows(
                StoreFailedException.class,
                () -> store.async().put("k".getBytes(UTF_8), new byte[1], WriteOptions.asTheStore()));
        assertEquals("planted", root(refused).getMessage());
        assertThrows(StoreFailedException.class, () -> store.async().putStage(new byte[1], new byte[1], usual()));
        assertTrue(store.close(Duration.ofSeconds(60)));
        storm.requireRight();
        StoreStorms.assertNoThreadLeft();
        try (Store reopened = Store.open(directory.resolve(name), options(round))) {
            storm.verify(reopened);
        }
    }

    private static WriteOptions usual() {
        return WriteOptions.asTheStore();
    }

    private static void follow(Store store) {
        long durable = 0;
        try {
            while (true) {
                durable = store.async()
                        .awaitDurableBeyond(durable, WriteOptions.asTheStore().within(LONG));
            }
        } catch (StoreException over) {
            // as owed
        }
    }

    private void plantedIfDue() {
        if (Thread.currentThread().getName().equals("varve-writer")
                && fuse.get() != Integer.MAX_VALUE
                && fuse.decrementAndGet() == 0) {
            throw new OutOfMemoryError("planted");
        }
    }

    /// Early and late.
    private static int fuseLength(int round) {
        return round % 2 == 0 ? round : round * round;
    }

    /// Large slots now and then: the writer may be caught while it copies one.
    /// With so large a memtable that nothing is flushed: what a flush meets ends no store.
    private static StoreOptions options(int round) {
        return StoreStorms.small()
                .memtableBytes(64 << 20)
                .memoryBudgetBytes(512 << 20)
                .ringSize(round % 4 == 0 ? 4 : 64)
                .ringSlotBytes(round % 3 == 0 ? 4 << 10 : 512)
                .deadline(LONG)
                // What is thrown where its file is written ends nothing, and the writers of the test would not end.
                .statisticsInterval(Duration.ZERO)
                .build();
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }
}
