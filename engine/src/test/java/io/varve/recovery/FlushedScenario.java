package io.varve.recovery;

import io.varve.error.StoreException;
import io.varve.nativeio.sim.SimDisk;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Random lives of a store whose memtables are flushed, in order and out of order, merged, named and dropped.
final class FlushedScenario {
    private static final int KEYS = 7;

    final FlushedOracle oracle = new FlushedOracle();
    private final SplittableRandom random;

    FlushedScenario(SplittableRandom random) {
        this.random = random;
    }

    /// A life: open, do some things, end in order or not. Ends at the first exception, which is returned.
    @Nullable
    StoreException live(SimDisk disk, int steps) {
        FlushedStore store;
        try {
            store = new FlushedStore(disk, oracle);
        } catch (StoreException refused) {
            return refused;
        }
        try (store) {
            settle(store.check(oracle.durable));
            for (int i = 0; i < steps; i++) {
                step(store);
            }
            if (random.nextBoolean()) {
                store.end();
            }
            return null;
        } catch (StoreException failed) {
            return failed;
        }
    }

    /// Opens an image and holds what is there against what may be.
    int check(SimDisk image) {
        return check(image, oracle.durable);
    }

    int check(SimDisk image, int mustBeFound) {
        try (FlushedStore store = new FlushedStore(image, oracle)) {
            return store.check(mustBeFound);
        }
    }

    /// An opener has found so many operations: they are there for good, and the others never were.
    private void settle(int count) {
        oracle.durable = count;
        while (oracle.tried.size() > count) {
            oracle.tried.removeLast();
        }
    }

    private void step(FlushedStore store) {
        switch (random.nextInt(16)) {
            case 0, 1 -> store.sync();
            case 2 -> {
                store.sync();
                store.mark();
            }
            case 3, 4 -> store.rotate();
            case 5, 6, 7 -> flush(store);
            case 8 -> store.merge();
            case 9 -> flushAll(store);
            default -> store.write(random.nextInt(1, 9), KEYS, random.nextInt(KEYS));
        }
    }

    private void flush(FlushedStore store) {
        if (!store.frozen.isEmpty()) {
            boolean isInOrder = random.nextInt(3) > 0;
            int index = isInOrder ? 0 : random.nextInt(store.frozen.size());
            String name = random.nextInt(6) == 0 ? "s" + random.nextLong() : null;
            store.install(index, name);
        }
    }

    private void flushAll(FlushedStore store) {
        store.rotate();
        while (!store.frozen.isEmpty()) {
            store.install(0, null);
        }
    }
}
