package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compaction.CompactionConfig;
import io.varve.compaction.Pick;
import io.varve.compaction.Shape;
import io.varve.compaction.SortedRun;
import io.varve.compaction.Usage;
import io.varve.error.StoreIoException;
import io.varve.event.EventSink;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.stats.FlushCounters;
import io.varve.view.Debt;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// When the coordinator is to look at merges again.
final class MergesTest {
    private final Simulation simulation = new Simulation(1);
    private final FlushRig rig = new FlushRig(simulation, false, 1, attempt -> FlushRig.Fate.SUCCEEDS);
    private final CompactionConfig config = new CompactionConfig(true, 4, 8, 4, 1, 1, 1, 50);
    private int drops;

    /// A window may end while the names of tables are synced: nothing is decided then, and nobody turns round in
    /// circles until they are.
    @Test
    void aWindowThatEndsWhileNothingCanBeInstalledIsNoReasonNotToRest() {
        long now = simulation.clock().nanoTime();
        Adapting adapting = new Adapting(config, 4, nanos -> new Usage(nanos, 1, 1, 1, 1), now);
        Merges merges = merges(adapting, rig, FlushRig.noReserve());
        merges.begin(1, false);
        assertTrue(merges.nextDuty(now) > now, "it is due, and waits for something else");
        merges.begin(1, true);
        assertTrue(merges.nextDuty(now) > now && merges.nextDuty(now) <= now + 2 * Adapting.WINDOW_NANOS);
    }

    /// P15: on a full disk, tables of which all has expired are dropped with the space that the store keeps for itself:
    /// the edit takes next to none of it, however much it frees.
    @Test
    void whatHasExpiredIsDroppedWithTheReserveHoweverLargeItIs() {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/store");
        Reserve reserve = new Reserve(disk.openDirectory("/store"), 1 << 20, simulation.clock());
        assertTrue(reserve.keep());
        Merges merges = merges(null, expired(1L << 40), reserve);
        merges.begin(Long.MAX_VALUE, true);
        assertEquals(2, drops, "refused once, and done with the reserve");
        assertNotNull(reserve.lack());
    }

    /// A table that is over for everybody, whose drop finds a full disk at the first try.
    private Installs expired(long bytes) {
        KeyBytes key = KeyBytes.of(new byte[] {1});
        TableSummary table = new TableSummary(1, bytes, 0, 1, 0, 1, key, key, 1, 1, 5, 5, 5, 0);
        return (Installs) Proxy.newProxyInstance(
                Installs.class.getClassLoader(), new Class<?>[] {Installs.class}, (self, method, given) -> {
                    return switch (method.getName()) {
                        case "shape" -> {
                            SortedRun run = new SortedRun(Shape.BOTTOM, 1, List.of(table));
                            yield new Shape(drops > 1 ? List.of() : List.of(run), List.of(), Set.of(), 9, 9);
                        }
                        case "plan" -> new MergePlan((Pick) given[0], List.of(), List.of());
                        case "move" -> {
                            if (drops++ == 0) {
                                throw new StoreIoException("fallocate", "manifest", Errno.ENOSPC);
                            }
                            yield 1L;
                        }
                        case "failure" -> null;
                        default -> throw new IllegalStateException(method.getName());
                    };
                });
    }

    private Merges merges(@Nullable Adapting adapting, Installs installs, Reserve reserve) {
        Backoff backoff = new Backoff(1_000_000, 50_000_000, simulation.random("merges"));
        CompactionParts parts = new CompactionParts(
                config, adapting, 1, new NoMerging(), backoff, new Debt(), new Pressure(8, 1L << 40, true), pace -> {});
        return new Merges(
                new FlushConfig("/store", 1, true, FlushRig.STREAM_NANOS, backoff, 20, 0, 0),
                parts,
                installs,
                new Handover<>(1),
                new FlushTally(new FlushCounters(), EventSink.NONE, simulation.clock()),
                rig,
                reserve,
                () -> 0,
                simulation.clock());
    }
}
