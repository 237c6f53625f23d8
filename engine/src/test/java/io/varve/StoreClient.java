package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.key;
import static io.varve.StoreOracle.text;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One client: writes at random to keys of its own and tells the oracle before and after each write. Its
/// values say who wrote them, in which write, and which part of how many they are.
final class StoreClient {
    private static final int KEYS = 6;

    final int id;
    private final StoreOracle oracle;
    private final SplittableRandom random;
    private int counter;
    int acked;
    int rejected;
    int unknown;

    /// Of those that are unknown, because the store has failed.
    int failures;

    /// How callbacks are waited for; without, there are none.
    @Nullable
    Scheduler scheduler;

    /// What was thrown last.
    @Nullable
    StoreException lastRefusal;

    /// @param counter numbers its values from above there
    StoreClient(int id, StoreOracle oracle, SplittableRandom random, int counter) {
        this.id = id;
        this.oracle = oracle;
        this.random = random;
        this.counter = counter;
    }

    /// Some writes, as many as it can.
    void write(Store store, int count) {
        for (int i = 0; i < count; i++) {
            step(store);
        }
    }

    /// One write, a sync, or something of flushes and merges.
    void step(Store store) {
        boolean isSync = random.nextInt(3) == 0;
        Durability durability = isSync ? Durability.SYNC : Durability.PROCESS;
        switch (random.nextInt(13)) {
            case 0 -> sync(store);
            case 12 -> maintain(store);
            case 10, 11 -> pipeline(store, isSync, durability);
            case 1, 2 -> batch(store, isSync, durability);
            case 3 -> delete(store, isSync, durability);
            default -> put(store, isSync, durability);
        }
    }

    /// Reads a key of anybody, and compares it with what it may be; of its own, it knows exactly, as long as
    /// none of its writes is open.
    void read(Store store) {
        int owner = random.nextInt(oracle.clients());
        String key = key(owner, random.nextInt(KEYS));
        int least = oracle.acked()[owner];
        byte[] value = store.get(bytes(key));
        oracle.checkGet(owner, key, value == null ? null : text(value), least);
    }

    private void put(Store store, boolean isSync, Durability durability) {
        String key = key(id, random.nextInt(KEYS));
        String value = value(0, 1);
        oracle.intends(id, Map.of(key, value), 1);
        settle(isSync, () -> AsyncForms.put(store, random, scheduler, bytes(key), bytes(value), durability));
    }

    private void delete(Store store, boolean isSync, Durability durability) {
        List<String> mine = new ArrayList<>(oracle.state(id).keySet());
        if (mine.isEmpty()) {
            put(store, isSync, durability);
            return;
        }
        String key = mine.get(random.nextInt(mine.size()));
        Map<String, @Nullable String> changes = new HashMap<>();
        changes.put(key, null);
        oracle.intends(id, changes, 1);
        settle(isSync, () -> store.delete(bytes(key), durability));
    }

    private void batch(Store store, boolean isSync, Durability durability) {
        WriteBatch batch;
        try {
            batch = store.batch();
        } catch (StoreException closed) {
            lastRefusal = closed;
            return;
        }
        try (batch) {
            int operations = 1 + random.nextInt(5);
            Map<String, @Nullable String> changes = new HashMap<>();
            for (int i = 0; i < operations; i++) {
                String key = key(id, random.nextInt(KEYS));
                String value = i > 0 && random.nextInt(4) == 0 ? null : value(i, operations);
                if (value == null) {
                    batch.delete(bytes(key));
                } else {
                    batch.put(bytes(key), bytes(value.substring(0, Math.min(value.length(), 160))));
                    value = value.substring(0, Math.min(value.length(), 160));
                }
                changes.put(key, value);
            }
            oracle.intends(id, changes, operations);
            settle(isSync, () -> store.write(batch, durability));
        } catch (WriteRejectedException refused) {
            lastRefusal = refused; // by the budget, before anything was wanted
        }
    }

    /// Several writes at once, of which only the positions are known.
    private void pipeline(Store store, boolean isSync, Durability durability) {
        WriteOptions how = WriteOptions.of(durability);
        int before = oracle.size(id);
        List<Long> positions = new ArrayList<>();
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            String key = key(id, random.nextInt(KEYS));
            String value = value(0, 1);
            oracle.intends(id, Map.of(key, value), 1);
            try {
                positions.add(store.async().put(bytes(key), bytes(value), how));
            } catch (WriteRejectedException | StoreFailedException | StoreClosedException refused) {
                oracle.wasRejected(id);
                lastRefusal = refused;
                rejected++;
                break;
            }
        }
        for (int i = 0; i < positions.size(); i++) {
            try {
                if (!store.async().awaitVisible(positions.get(i), AsyncForms.LONG)) {
                    unknown++;
                    return;
                }
                oracle.wereAcked(id, before + i + 1, isSync);
                acked++;
            } catch (WriteRejectedException | StoreFailedException | StoreClosedException refused) {
                oracle.wereRejectedFrom(id, before + i);
                lastRefusal = refused;
                rejected += positions.size() - i;
                return;
            } catch (OutcomeUnknownException open) {
                lastRefusal = open;
                unknown++;
                countFailure(open);
                return;
            }
        }
    }

    private void sync(Store store) {
        int[] before = oracle.acked();
        try {
            store.sync();
            oracle.wasSynced(before);
        } catch (StoreException refused) {
            lastRefusal = refused;
        }
    }

    /// A flush, with a name or without, a merge, or the end of a name. What was acknowledged before is durable with the
    /// tables; some do not wait for that.
    private void maintain(Store store) {
        int[] before = oracle.acked();
        oracle.maintains();
        try {
            switch (random.nextInt(8)) {
                case 0 -> store.flush();
                case 1 -> store.compact();
                case 2 -> {
                    store.compact().await();
                    oracle.wasSynced(before);
                }
                case 3, 4 -> name(store, before);
                case 5 -> drop(store);
                default -> {
                    store.flush().await();
                    oracle.wasSynced(before);
                }
            }
        } catch (StoreException refused) {
            lastRefusal = refused;
        }
    }

    private void name(Store store, int[] before) {
        String name = "snapshot " + id + "." + ++counter;
        oracle.names().asks(name, id, before);
        store.flush(name).await();
        oracle.wasSynced(before);
        oracle.names().wasGiven(name);
        lookAt(store, name);
    }

    private void lookAt(Store store, String name) {
        SavedSnapshot saved = store.snapshots().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + store.snapshots()));
        try (Store named = store.openSnapshot(name)) {
            oracle.names().wasSeen(name, new NamesOracle.Named(SimStore.contentOf(named), saved.sequence()));
        }
    }

    /// A name that was given is there once, and not twice.
    private void drop(Store store) {
        List<String> given = oracle.names().givenBy(id);
        if (given.isEmpty()) {
            return;
        }
        String name = given.get(random.nextInt(given.size()));
        if (random.nextInt(2) == 0) {
            lookAt(store, name);
        }
        oracle.names().drops(name);
        store.dropSnapshot(name);
        oracle.names().wasDropped(name);
        try {
            store.dropSnapshot(name);
            throw new AssertionError(name + " was dropped twice");
        } catch (IllegalArgumentException gone) {
            assert gone != null;
        }
    }

    private void settle(boolean isSync, Runnable write) {
        try {
            write.run();
            oracle.wasAcked(id, isSync);
            acked++;
        } catch (WriteRejectedException | StoreFailedException | StoreClosedException refused) {
            oracle.wasRejected(id);
            lastRefusal = refused;
            rejected++;
        } catch (OutcomeUnknownException open) {
            lastRefusal = open;
            unknown++;
            countFailure(open);
        }
    }

    /// That its time was over says nothing of the store.
    private void countFailure(OutcomeUnknownException open) {
        failures += open.getCause() instanceof WriteRejectedException ? 0 : 1;
    }

    private String value(int part, int parts) {
        int size = random.nextInt(8) == 0 ? random.nextInt(900) : random.nextInt(60);
        return id + "#" + (part == 0 ? ++counter : counter) + ":" + part + "/" + parts + "-".repeat(size);
    }
}
