package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.error.CorruptionException;
import io.varve.error.FencedException;
import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreState;
import io.varve.format.StoreId;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.version.Creation;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/// Row 68 on the simulated machine: a store whose lock was broken acknowledges nothing any more, at either
/// level; on real processes, `StoreProcessTest`.
final class StoreFenceTest {
    /// Found by StoreFencingTest, seed -3349891802496568853: an opener that was fenced while it looked
    /// at the files said that the store is damaged, where the next owner was at work.
    @Test
    void anOpenerThatIsFencedMeanwhileSpeaksOfNoDamage() {
        StoreOptions options = SimStore.tiny().build();
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                store.put(bytes("k"), bytes("v"));
            }
        });
        SimDisk damaged = new CrashImages(disk, new SplittableRandom(1)).allKept();
        SimStore.use(damaged, options, 2, process -> {
            AtomicBoolean isBroken = new AtomicBoolean();
            damaged.observe(new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    if (op == Op.OPEN && path.endsWith(".log") && isBroken.compareAndSet(false, true)) {
                        breakLock(process);
                        damaged.contents().write(path, new byte[10]);
                    }
                }
            });
            FencedException fenced = assertThrows(FencedException.class, process::open);
            assertInstanceOf(CorruptionException.class, fenced.getSuppressed()[0]);
            damaged.observe(null);
        });
        SimDisk still = new CrashImages(damaged, new SplittableRandom(2)).killed();
        assertInstanceOf(
                CorruptionException.class, SimStore.attempt(still, options, 3).refusal());
    }

    /// Between the look of an opener that found no folder and its making of one, somebody whom it had fenced made it:
    /// the
    /// open was refused. Its name is made durable by whoever uses it.
    @ParameterizedTest
    @ValueSource(strings = {"wal", "tables"})
    void aFolderThatSomebodyMadeAMomentAgoIsUsed(String folder) {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, SimStore.tiny().build(), 1, process -> {
            try (Store store = process.open()) {
                store.put(bytes("k"), bytes("v"));
            }
        });
        SimStore.use(disk, SimStore.tiny().build(), 2, process -> {
            disk.faults()
                    .fail(Op.OPEN_DIRECTORY)
                    .onPaths(path -> path.endsWith("/" + folder))
                    .onCall(1)
                    .with(Errno.ENOENT);
            try (Store store = process.open()) {
                assertEquals(1, disk.faults().injected());
                assertArrayEquals(bytes("v"), store.get(bytes("k")));
            }
        });
    }

    /// Found by StoreFencingTest, seed -7051820186096208080: who was fenced while it made a store met the one that its
    /// successor had made, and took that for a mistake of its own.
    @Test
    void anOpenerThatIsFencedWhileItMakesAStoreSaysSo() {
        StoreOptions options = SimStore.tiny().build();
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, options, 1, process -> {
            Creation creation = new Creation(new StoreId(1, 2), Creation.FORMAT_VERSION, false, 1);
            process.open().close();
            try (Directory directory = disk.openDirectory(SimStore.PATH)) {
                MemoryAccount account = process.memory.budget().account("test");
                ManifestConfig config = new ManifestConfig(directory, process.memory, account, 64 << 10);
                DirectoryLock ours = DirectoryLock.take(directory, process.memory, account, new Holder(1, "we", 0));
                assertThrows(IllegalStateException.class, () -> Manifest.create(config, ours, creation));
                breakLock(process);
                assertThrows(FencedException.class, () -> Manifest.create(config, ours, creation));
                ours.close();
            }
        });
    }

    private static void breakLock(SimStore process) {
        try (Directory directory = process.disk.openDirectory(SimStore.PATH)) {
            DirectoryLock.breakLock(
                            directory,
                            process.memory,
                            process.memory.budget().account("thief"),
                            new Holder(2, "thief", 0))
                    .close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Durability.class, mode = Mode.EXCLUDE, names = "MEMORY")
    void aStoreThatWasTakenOverAcknowledgesNothing(Durability durability) {
        StoreOptions options = SimStore.tiny().build();
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, options, 1, process -> {
            Store store = process.open();
            store.put(bytes("before"), bytes("1"));
            try (Directory directory = process.disk.openDirectory(SimStore.PATH)) {
                DirectoryLock thief = DirectoryLock.breakLock(
                        directory, process.memory, process.memory.budget().account("thief"), new Holder(2, "thief", 0));

                OutcomeUnknownException unknown = assertThrows(
                        OutcomeUnknownException.class, () -> store.put(bytes("after"), bytes("2"), durability));
                assertInstanceOf(FencedException.class, unknown.getCause());
                assertEquals(StoreState.FAILED, store.stats().state());
                WriteRejectedException refused =
                        assertThrows(WriteRejectedException.class, () -> store.put(bytes("later"), bytes("3")));
                assertEquals(RejectionCause.FENCED, refused.rejectionCause());
                assertArrayEquals(bytes("1"), store.get(bytes("before")));
                assertEquals(1, store.visibleSequence());

                thief.close();
            }
            store.close();
        });
        SimDisk image = new CrashImages(disk, new SplittableRandom(1)).allKept();
        Map<String, String> left = SimStore.recover(image, options, 2).content();
        assertEquals("1", left.get("before"));
        assertEquals(null, left.get("later"));
    }
}
