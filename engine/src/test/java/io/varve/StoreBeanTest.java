package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.testing.Await;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store among the MBeans of the JVM.
final class StoreBeanTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    Path directory;

    @Test
    void showsWhatTheStoreDoesToAnyMonitor() throws Exception {
        try (Store store = Store.open(directory, options().build())) {
            store.put(bytes("key"), bytes("value"));
            store.compact().await();
            awaitTimed(store);
            ObjectName name = StoreBean.name(directory.toString(), 1);

            assertEquals("OPEN", SERVER.getAttribute(name, "State"));
            assertEquals(1L, SERVER.getAttribute(name, "VisibleSequence"));
            CompositeData writes = (CompositeData) SERVER.getAttribute(name, "Writes");
            assertEquals(1L, writes.get("records"));
            assertEquals(1L, ((CompositeData) writes.get("commitNanos")).get("count"));
            CompositeData[] levels = (CompositeData[]) SERVER.getAttribute(name, "Levels");
            assertEquals(1, levels.length);
            assertEquals(1L, levels[0].get("tables"));
            CompositeData memory = (CompositeData) SERVER.getAttribute(name, "Memory");
            assertTrue(((CompositeData[]) memory.get("accounts")).length > 3);
            assertEquals(
                    15, SERVER.getMBeanInfo(name).getAttributes().length, "all attributes are readable by any monitor");
        }
    }

    /// A store may be closed any number of times; its name is somebody else's by then.
    @Test
    void aSecondCloseTakesNoOtherStoresBeanAway() throws Exception {
        Store first = Store.open(directory, options().build());
        first.close();
        try (Store second = Store.open(directory, options().build())) {
            first.close();
            assertTrue(SERVER.isRegistered(StoreBean.name(directory.toString(), 1)));
            second.put(bytes("key"), bytes("value"));
        }
    }

    @Test
    void isTheSameAsTheStatsForWhoKnowsTheInterface() throws Exception {
        try (Store store = Store.open(directory, options().build())) {
            store.put(bytes("key"), bytes("value"));
            store.get(bytes("key"));
            awaitTimed(store);
            StoreMXBean bean = JMX.newMXBeanProxy(SERVER, StoreBean.name(directory.toString(), 1), StoreMXBean.class);
            StoreStats stats = store.stats();

            assertEquals(StoreState.OPEN, bean.getState());
            assertEquals(stats.writes(), bean.getWrites());
            assertEquals(stats.reads(), bean.getReads());
            assertEquals(stats.log(), bean.getLog());
            assertEquals(stats.memtables(), bean.getMemtables());
            assertEquals(stats.tables(), bean.getTables());
            assertEquals(stats.levels(), bean.getLevels());
            // The preparer may be about to take some ahead.
            Await.until("memory is the same", () -> store.stats().memory().equals(bean.getMemory()));
            assertEquals(stats.ring(), bean.getRing());
            assertEquals(stats.cursors(), bean.getCursors());
            assertEquals(stats.amplification(), bean.getAmplification());
            assertEquals(stats.durableSequence(), bean.getDurableSequence());
            assertEquals(stats.backgroundFailures(), bean.getBackgroundFailures());
            assertEquals(0, bean.getEvents().lost());
        }
    }

    @Test
    void isThereOnlyWhereItIsAskedForAndUntilTheStoreIsClosed() throws Exception {
        Set<ObjectName> before = registered();
        try (Store silent =
                Store.open(directory.resolve("silent"), options().jmx(false).build())) {
            assertEquals(before, registered());
            Store store =
                    Store.open(directory.resolve("one, \"two\" * ?"), options().build());
            assertEquals(before.size() + 1, registered().size());

            store.close();
            store.close();

            assertEquals(before, registered());
            assertFalse(silent.stats().toString().isEmpty());
        }
    }

    @Test
    void storesOfOneDirectoryAreTwoBeans() throws Exception {
        try (Store store = Store.open(directory, options().build())) {
            store.put(bytes("key"), bytes("value"));
            try (Store reading = Store.open(directory, options().readOnly(true).build())) {
                assertEquals(1L, SERVER.getAttribute(StoreBean.name(directory.toString(), 1), "VisibleSequence"));
                assertEquals(1L, SERVER.getAttribute(StoreBean.name(directory.toString(), 2), "VisibleSequence"));
                assertEquals(1, reading.visibleSequence());
            }
            assertThrows(
                    InstanceNotFoundException.class,
                    () -> SERVER.getMBeanInfo(StoreBean.name(directory.toString(), 2)));
            assertEquals(
                    15,
                    SERVER.getMBeanInfo(StoreBean.name(directory.toString(), 1)).getAttributes().length);
        }
    }

    @Test
    void aHostMayHaveTakenItAwayBefore() throws Exception {
        List<StoreEvent> told = new ArrayList<>();

        Runnable registered = StoreBean.register(
                directory.toString(),
                () -> {
                    throw new AssertionError("nobody asks");
                },
                told::add);

        assertEquals(List.of(), told);
        SERVER.unregisterMBean(StoreBean.name(directory.toString(), 1));
        Objects.requireNonNull(registered).run();
        assertEquals(Set.of(), registered());
    }

    /// The writer answers before it counts how long that took.
    private static void awaitTimed(Store store) {
        Await.until(
                "the group is timed", () -> store.stats().writes().commitNanos().count() == 1);
    }

    private static Set<ObjectName> registered() {
        try {
            return SERVER.queryNames(new ObjectName("io.varve:type=Store,*"), null);
        } catch (javax.management.MalformedObjectNameException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static StoreOptionsBuilder options() {
        return StoreOptions.builder()
                .memtableBytes(1 << 20)
                .logSegmentBytes(1 << 20)
                .logBufferBytes(64 << 10)
                .jmx(true);
    }
}
