package io.varve.tools.soak;

import io.varve.Durability;
import io.varve.Range;
import io.varve.Snapshot;
import io.varve.Store;
import io.varve.StoreCursor;
import io.varve.WriteBatch;
import io.varve.WriteOptions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/// Does everything with a store, and holds each answer against what it should be.
///
/// **Owner:** one thread.
final class Load {
    private static final WriteOptions UNSYNCED = WriteOptions.of(Durability.PROCESS);
    private static final int MOST_SNAPSHOTS = 3;
    private static final int MOST_NAMES = 2;
    private static final int LOOKED_AT = 64;
    private static final int LONGEST_LIFE_MILLIS = 20_000;

    private final SplittableRandom random;
    private final Expected expected;
    private final Deque<Kept> snapshots = new ArrayDeque<>();
    private final Deque<Named> names = new ArrayDeque<>();
    private long lastVersion;
    private long lastName;
    private long checked;

    private record Kept(Snapshot snapshot, Expected expected, long millis) {}

    private record Named(String name, Expected expected, long millis) {}

    Load(int keys, long seed) {
        this.random = new SplittableRandom(seed);
        this.expected = new Expected(keys);
    }

    /// Answers that were right.
    long checked() {
        return checked;
    }

    /// Bytes of keys and values that should be there.
    long liveBytes() {
        return expected.bytes(now());
    }

    void fill(Store store) {
        for (int i = 0; i < expected.keys(); i++) {
            put(store, i);
        }
    }

    /// One operation, mostly a write.
    void step(Store store) {
        int dice = random.nextInt(100);
        int number = random.nextInt(expected.keys());
        if (dice < 45) {
            put(store, number);
        } else if (dice < 60) {
            putForAWhile(store, number);
        } else if (dice < 75) {
            store.delete(Expected.key(number), UNSYNCED);
            expected.delete(number);
        } else if (dice < 80) {
            writeTogether(store);
        } else if (dice < 98) {
            expected.check(number, store.get(Expected.key(number)), now(), "get");
            checked++;
        } else {
            walk(store, number);
        }
    }

    /// What is done now and then: snapshots of both kinds begin and end.
    void turn(Store store) {
        if (snapshots.size() == MOST_SNAPSHOTS) {
            end(snapshots.removeFirst());
        }
        snapshots.addLast(new Kept(store.snapshot(), expected.copy(), now()));
        if (random.nextInt(4) == 0) {
            if (names.size() == MOST_NAMES) {
                drop(store, names.removeFirst());
            }
            String name = "soak-" + ++lastName;
            Named named = new Named(name, expected.copy(), now());
            store.flush(name).await();
            names.addLast(named);
        }
    }

    /// Before the store is closed.
    void endSnapshots() {
        while (!snapshots.isEmpty()) {
            end(snapshots.removeFirst());
        }
    }

    /// After it was opened again.
    void onOpened() {
        expected.onOpened(now());
        names.forEach(named -> named.expected().onOpened(now()));
    }

    /// Everything that is there, and nothing else.
    void checkAll(Store store, String where) {
        boolean[] isThere = new boolean[expected.keys()];
        try (StoreCursor cursor = store.cursor()) {
            for (boolean isOn = cursor.first(); isOn; isOn = cursor.next()) {
                int number = Expected.number(cursor.key());
                expected.check(number, cursor.value(), now(), where);
                isThere[number] = true;
            }
        }
        for (int i = 0; i < isThere.length; i++) {
            if (!isThere[i]) {
                expected.check(i, null, now(), where);
            }
        }
        checked += isThere.length;
    }

    private void put(Store store, int number) {
        store.put(Expected.key(number), Expected.value(number, ++lastVersion), UNSYNCED);
        expected.put(number, lastVersion, 0);
    }

    private void putForAWhile(Store store, int number) {
        long expiry = now() + 1 + random.nextInt(LONGEST_LIFE_MILLIS);
        store.put(
                Expected.key(number),
                Expected.value(number, ++lastVersion),
                UNSYNCED.expiringAt(Instant.ofEpochMilli(expiry)));
        expected.put(number, lastVersion, expiry);
    }

    private void writeTogether(Store store) {
        try (WriteBatch batch = store.batch()) {
            for (int i = random.nextInt(16); i >= 0; i--) {
                int number = random.nextInt(expected.keys());
                if (random.nextInt(4) == 0) {
                    batch.delete(Expected.key(number));
                    expected.delete(number);
                } else {
                    batch.put(Expected.key(number), Expected.value(number, ++lastVersion));
                    expected.put(number, lastVersion, 0);
                }
            }
            store.write(batch, UNSYNCED);
        }
    }

    private void walk(Store store, int number) {
        Range range = random.nextBoolean() ? Range.all() : Range.all().reversed();
        try (StoreCursor cursor = store.cursor(range)) {
            boolean isThere = cursor.seek(Expected.key(number));
            for (int i = 0; i < LOOKED_AT && isThere; i++) {
                expected.check(Expected.number(cursor.key()), cursor.value(), now(), "cursor");
                checked++;
                isThere = cursor.next();
            }
        }
    }

    private void end(Kept kept) {
        for (int i = 0; i < LOOKED_AT; i++) {
            int number = random.nextInt(kept.expected().keys());
            kept.expected().check(number, kept.snapshot().get(Expected.key(number)), kept.millis(), "snapshot");
        }
        try (StoreCursor cursor = kept.snapshot().cursor()) {
            for (boolean isOn = cursor.first(); isOn; isOn = cursor.next()) {
                kept.expected()
                        .check(Expected.number(cursor.key()), cursor.value(), kept.millis(), "snapshot's cursor");
                checked++;
            }
        }
        kept.snapshot().close();
        checked += LOOKED_AT;
    }

    private void drop(Store store, Named named) {
        try (Store old = store.openSnapshot(named.name())) {
            for (int i = 0; i < LOOKED_AT; i++) {
                int number = random.nextInt(named.expected().keys());
                byte[] value = old.get(Expected.key(number));
                // By now more may have expired than then.
                if (value != null || named.expected().presence(number, now()) != Expected.Presence.GONE) {
                    named.expected().check(number, value, value == null ? now() : named.millis(), "named snapshot");
                }
            }
        }
        store.dropSnapshot(named.name());
        checked += LOOKED_AT;
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
