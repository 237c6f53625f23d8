package io.varve;

import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/// A store among the MBeans of the JVM. Only stores that are opened with `jmx` load this class: `java.management` need
/// not be there for others (decision 174).
///
/// **Promises:** the store is open whether it could be registered or not. This does not refer to the store itself, so
/// that one which was forgotten is found out.
final class StoreBean implements StoreMXBean {
    private static final String DOMAIN = "io.varve";

    /// Stores of one directory in one JVM at the same time: one that writes, and some that read.
    private static final int MOST_NAMES = 1000;

    private final Supplier<StoreStats> stats;

    private StoreBean(Supplier<StoreStats> stats) {
        this.stats = stats;
    }

    /// Registers a store.
    ///
    /// @param failed is told why it could not be
    /// @return takes it away again, and never throws; null when it could not be registered
    static @Nullable Runnable register(String directory, Supplier<StoreStats> stats, Consumer<StoreEvent> failed) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            StoreBean bean = new StoreBean(stats);
            for (int number = 1; number <= MOST_NAMES; number++) {
                ObjectName name = name(directory, number);
                try {
                    server.registerMBean(bean, name);
                    AtomicBoolean isThere = new AtomicBoolean(true);
                    // Once: the name may be another store's afterwards.
                    return () -> {
                        if (isThere.compareAndSet(true, false)) {
                            unregister(server, name);
                        }
                    };
                } catch (InstanceAlreadyExistsException taken) {
                    // by another store of this directory, in this JVM
                    assert taken != null;
                }
            }
            throw new IllegalStateException(MOST_NAMES + " stores of " + directory + " are registered");
        } catch (JMException | RuntimeException | LinkageError refused) {
            failed.accept(new StoreEvent.BackgroundFailed("jmx", refused, false));
            return null;
        }
    }

    /// `io.varve:type=Store,directory="/data/fruits"`; with a number behind for the second and later ones.
    static ObjectName name(String directory, int number) throws JMException {
        String name = DOMAIN + ":type=Store,directory=" + ObjectName.quote(directory);
        return new ObjectName(number == 1 ? name : name + ",number=" + number);
    }

    private static void unregister(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (JMException | RuntimeException gone) {
            // The host has taken it away, or forbids it.
            assert gone != null;
        }
    }

    @Override
    public StoreState getState() {
        return stats().state();
    }

    @Override
    public long getVisibleSequence() {
        return stats().visibleSequence();
    }

    @Override
    public long getDurableSequence() {
        return stats().durableSequence();
    }

    @Override
    public long getBackgroundFailures() {
        return stats().backgroundFailures();
    }

    @Override
    public StoreStats.Writes getWrites() {
        return stats().writes();
    }

    @Override
    public StoreStats.Reads getReads() {
        return stats().reads();
    }

    @Override
    public StoreStats.Log getLog() {
        return stats().log();
    }

    @Override
    public StoreStats.Memtables getMemtables() {
        return stats().memtables();
    }

    @Override
    public StoreStats.Tables getTables() {
        return stats().tables();
    }

    @Override
    public List<StoreStats.Level> getLevels() {
        return stats().levels();
    }

    @Override
    public StoreStats.Amplification getAmplification() {
        return stats().amplification();
    }

    @Override
    public StoreStats.Ring getRing() {
        return stats().ring();
    }

    @Override
    public StoreStats.Cursors getCursors() {
        return stats().cursors();
    }

    @Override
    public StoreStats.Memory getMemory() {
        return stats().memory();
    }

    @Override
    public StoreStats.Events getEvents() {
        return stats().events();
    }

    private StoreStats stats() {
        return stats.get();
    }
}
