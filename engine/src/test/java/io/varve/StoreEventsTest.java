package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreFailedException;
import io.varve.error.StoreIoException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What a store tells of itself: each kind of event where it belongs, once per series; and what its stats say.
final class StoreEventsTest {
    private final List<StoreEvent> events = new ArrayList<>();
    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    StoreEventsTest() {
        disk.makeDirectories("/");
    }

    @Test
    void aFailureIsToldOnceWithItsCause() {
        use(tiny().build(), process -> {
            Store store = process.open();
            assertEquals(StoreState.OPEN, store.stats().state());
            process.disk.faults().fail(Op.DATA_SYNC).onCall(1).with(Errno.EIO);
            assertThrows(OutcomeUnknownException.class, () -> store.put(bytes("k"), bytes("v")));
            assertThrows(StoreFailedException.class, () -> store.put(bytes("k"), bytes("v")));
            assertEquals(StoreState.FAILED, store.stats().state());
            store.close();
        });
        StoreEvent.StoreFailed failed = only(StoreEvent.StoreFailed.class);
        assertInstanceOf(StoreIoException.class, failed.failure());
        StoreEvent.StateChanged changed = only(StoreEvent.StateChanged.class);
        assertEquals(StoreState.FAILED, changed.to());
        assertTrue(changed.reason().contains("fdatasync"), changed.reason());
    }

    @Test
    void aTornEndIsToldWithItsPlace() {
        SimDisk[] killed = new SimDisk[1];
        use(tiny().build(), process -> {
            Store store = process.open();
            store.put(bytes("a"), bytes("value a"));
            store.put(bytes("b"), bytes("value b"), Durability.PROCESS);
            killed[0] = new CrashImages(process.disk, new SplittableRandom(1)).killed();
            store.close();
        });
        assertEquals(List.of(), all(StoreEvent.TornTailCut.class));
        SimDisk image = new CrashImages(killed[0], new SplittableRandom(1)).allKept();
        String log = image.contents().files().stream()
                .filter(path -> path.endsWith(".log"))
                .sorted()
                .findFirst()
                .orElseThrow();
        int place = new String(image.contents().read(log), StandardCharsets.ISO_8859_1).indexOf("value b");
        image.contents().flipBit(log, 8L * place);
        SimStore.use(image, tiny().build(), 2, process -> process.open().close());
        StoreEvent.TornTailCut cut = only(StoreEvent.TornTailCut.class);
        assertTrue(cut.bytes() > 0);
        assertTrue(cut.offset() > 4096 && cut.offset() < place, cut::toString);
    }

    @Test
    void aStallAndTheFirstOfARowOfRefusalsAreTold() {
        StoreOptions options =
                tiny().background(false).deadline(Duration.ofMillis(50)).build();
        int[] refusals = {0};
        use(options, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < 6000 && refusals[0] < 5; i++) {
                    try {
                        store.put(bytes("k" + i), new byte[100], Durability.PROCESS);
                    } catch (WriteRejectedException refused) {
                        assertEquals(RejectionCause.FLUSH_BEHIND, refused.rejectionCause());
                        refusals[0]++;
                    }
                }
                assertTrue(store.stats().writes().stalls().values().stream().allMatch(stall -> stall.count() > 0));
            }
        });
        assertEquals(5, refusals[0]);
        assertEquals(
                RejectionCause.FLUSH_BEHIND,
                only(StoreEvent.WriteRejected.class).reason());
        assertTrue(!all(StoreEvent.WriteStalled.class).isEmpty());
        assertEquals(
                all(StoreEvent.WriteStalled.class).size(),
                all(StoreEvent.WriteResumed.class).size());
    }

    @Test
    void theSegmentsAreCountedWhileItRuns() {
        use(tiny().memtableBytes(256 << 10).build(), process -> {
            try (Store store = process.open()) {
                long before = store.stats().log().segments();
                for (int i = 0; i < 200; i++) {
                    store.put(bytes("k" + i), new byte[300], Durability.PROCESS);
                }
                long files = process.disk.contents().files().stream()
                        .filter(path -> path.endsWith(".log"))
                        .count();
                long segments = store.stats().log().segments();
                assertTrue(segments > before + 2, segments + " segments");
                assertTrue(segments <= files && files - segments <= 2, segments + " of " + files);
            }
        });
    }

    @Test
    void aThreadThatIsRefusedIsATypedErrorThatSaysWhatToDo() {
        for (int index = 1; index <= 7; index++) {
            int refused = index;
            use(tiny().build(), process -> {
                process.simulation.scheduler().refuseStart(refused);
                ResourceRefusedException thrown = assertThrows(ResourceRefusedException.class, process::open);
                assertTrue(thrown.what().contains(SimStore.PATH), thrown.what());
                assertTrue(thrown.remedy().contains("ulimit -u"), thrown.remedy());
                assertInstanceOf(IllegalStateException.class, thrown.getCause());
            });
        }
    }

    @Test
    void memoryThatIsRefusedToAReaderIsNoRefusedWrite() {
        use(tiny().build(), process -> {
            try (Store store = process.open()) {
                process.memory.refuse(process.memory.allocations() + 1);
                assertThrows(ResourceRefusedException.class, () -> store.get(new byte[60_000]));
                store.put(bytes("k"), bytes("v"));
                assertEquals(null, store.get(new byte[60_000]));
            }
        });
    }

    private StoreOptionsBuilder tiny() {
        return SimStore.tiny().eventQueueSize(1024).listener(events::add);
    }

    private void use(StoreOptions options, java.util.function.Consumer<SimStore> story) {
        SimStore.use(disk, options, 1, story);
    }

    private <E extends StoreEvent> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private <E extends StoreEvent> E only(Class<E> kind) {
        List<E> found = all(kind);
        assertEquals(1, found.size(), () -> kind + " in " + events);
        return found.getFirst();
    }
}
