package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.text;

import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What somebody does with a store, and the answers, which follow from what was done before and from nothing
/// else: made beside a sorted map, before there is a store, and played on many.
final class MetamorphicHistory {
    /// A smallest memtable takes values and batches of a quarter of it.
    private static final int MOST_VALUE_BYTES = 600;

    private static final int MOST_BATCH_BYTES = 500;
    private static final int MOST_SNAPSHOTS = 4;
    private static final int MOST_NAMES = 4;

    /// One thing that is done, and asks whether the answer is right.
    record Step(String what, Consumer<MetamorphicRun> play) {}

    /// A key and its value, as a cursor stands on them.
    record Entry(String key, String value) {}

    private record Part(Range range, NavigableMap<String, String> content) {}

    private final SplittableRandom random;
    private final int keys;

    /// Whether it asks seldom for flushes, so that memtables get full.
    private final boolean isLazy;

    private final NavigableMap<String, String> model = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<Integer, NavigableMap<String, String>> snapshots = new TreeMap<>();
    private final Map<String, NavigableMap<String, String>> names = new TreeMap<>();
    private int counter;
    private long sequence;

    private MetamorphicHistory(SplittableRandom random) {
        this.random = random;
        // Few keys are overwritten often, many fill blocks and tables.
        this.keys = 20 + random.nextInt(300);
        this.isLazy = random.nextBoolean();
    }

    static List<Step> of(SplittableRandom random, int length) {
        MetamorphicHistory history = new MetamorphicHistory(random);
        while (history.steps.size() < length) {
            history.next();
        }
        history.lookAtAll();
        return history.steps;
    }

    private void next() {
        int dice = random.nextInt(32);
        switch (isLazy && dice >= 16 && random.nextInt(8) != 0 ? Integer.MAX_VALUE : dice) {
            case 0, 1 -> delete();
            case 2, 3 -> batch();
            case 4, 5, 6 -> get(key());
            case 7 -> {
                get(key() + "!");
                getMany(key() + "!");
            }
            case 8, 9 -> walk(null);
            case 10 -> walk(oneOf(snapshots.keySet()));
            case 11, 12 -> snapshot();
            case 13, 14 -> lookAtSnapshot();
            case 15 -> endSnapshot();
            case 16 -> add("flush, not awaited", MetamorphicRun::flush);
            case 17 -> add("flush", run -> run.awaitFlush(null));
            case 18 -> add("compact", MetamorphicRun::compact);
            case 19 -> name();
            case 20 -> lookAtName();
            case 21 -> drop();
            case 22 -> lookAtAll();
            case 23 -> checkpoint();
            default -> put();
        }
    }

    private void put() {
        String key = key();
        String value = value(random.nextInt(8) == 0 ? MOST_VALUE_BYTES : 60);
        WriteOptions options = WriteOptions.of(durability());
        int expiry = random.nextInt(12);
        if (expiry == 0) {
            // Over at once: as good as a delete.
            model.remove(key);
        } else {
            model.put(key, value);
        }
        WriteOptions how = expiry > 1 ? options : options.expiringAfter(Duration.ofDays(expiry * 36_500L));
        sequence++;
        add("put " + key + ", " + how, run -> run.write(store -> store.put(bytes(key), bytes(value), how)));
    }

    private void delete() {
        String key = key();
        Durability durability = durability();
        model.remove(key);
        sequence++;
        add("delete " + key, run -> run.write(store -> store.delete(bytes(key), durability)));
    }

    private void batch() {
        List<Map.Entry<String, @Nullable String>> operations = new ArrayList<>();
        int size = 0;
        for (int i = random.nextInt(8); i > 0; i--) {
            String key = key();
            String value = random.nextInt(3) == 0 ? null : value(40);
            size += key.length() + (value == null ? 0 : value.length()) + 40;
            if (size > MOST_BATCH_BYTES) {
                break;
            }
            operations.add(new AbstractMap.SimpleEntry<>(key, value));
            if (value == null) {
                model.remove(key);
            } else {
                model.put(key, value);
            }
            sequence++;
        }
        Durability durability = durability();
        add(
                "batch of " + operations.size(),
                run -> run.write(store -> {
                    try (WriteBatch batch = store.batch()) {
                        for (Map.Entry<String, @Nullable String> operation : operations) {
                            String value = operation.getValue();
                            if (value == null) {
                                batch.delete(bytes(operation.getKey()));
                            } else {
                                batch.put(bytes(operation.getKey()), bytes(value));
                            }
                        }
                        store.write(batch, durability);
                    }
                }));
    }

    private void get(String key) {
        String value = model.get(key);
        add("get " + key, run -> run.get(key, value));
    }

    /// Some that are there, and one that is not.
    private void getMany(String absent) {
        List<String> asked = new ArrayList<>(List.of(absent));
        for (int i = random.nextInt(40); i > 0; i--) {
            asked.add(key());
        }
        Map<String, String> expected = new TreeMap<>(model);
        expected.keySet().retainAll(asked);
        add("get " + asked.size() + " together", run -> run.getMany(asked, expected));
    }

    /// A part of what there is, in one direction or the other.
    private Part part(NavigableMap<String, String> all) {
        Range range = Range.all();
        NavigableMap<String, String> content = new TreeMap<>(all);
        String bound = key();
        switch (random.nextInt(8)) {
            case 0 -> {
                range = range.from(bytes(bound));
                content.headMap(bound, false).clear();
            }
            case 1 -> {
                range = range.fromAfter(bytes(bound));
                content.headMap(bound, true).clear();
            }
            case 2 -> {
                range = range.to(bytes(bound));
                content.tailMap(bound, false).clear();
            }
            case 3 -> {
                range = range.toBefore(bytes(bound));
                content.tailMap(bound, true).clear();
            }
            case 4 -> {
                String prefix = bound.substring(0, random.nextInt(bound.length() + 1));
                range = range.prefix(bytes(prefix));
                content.keySet().removeIf(key -> !key.startsWith(prefix));
            }
            default -> {
                // All of it.
            }
        }
        boolean isReversed = random.nextInt(3) == 0;
        return new Part(isReversed ? range.reversed() : range, isReversed ? content.descendingMap() : content);
    }

    /// A cursor that turns round at random, over the store as it is, or as an open snapshot shows it.
    private void walk(@Nullable Integer snapshot) {
        Part part = part(snapshot == null ? model : Objects.requireNonNull(snapshots.get(snapshot)));
        NavigableMap<String, String> content = part.content;
        String from = key();
        boolean isUp = random.nextBoolean();
        List<Boolean> moves = new ArrayList<>();
        List<@Nullable Entry> stops = new ArrayList<>();
        Map.Entry<String, String> at = isUp ? content.ceilingEntry(from) : content.floorEntry(from);
        stops.add(entry(at));
        boolean isForward = isUp;
        for (int i = random.nextInt(30); i > 0 && at != null; i--) {
            isForward ^= random.nextInt(5) == 0;
            at = isForward ? content.higherEntry(at.getKey()) : content.lowerEntry(at.getKey());
            moves.add(isForward);
            stops.add(entry(at));
        }
        add(
                "walk " + part.range + " from " + from + (snapshot == null ? "" : " in snapshot " + snapshot),
                run -> run.walk(snapshot, part.range, from, isUp, moves, stops));
    }

    private static @Nullable Entry entry(Map.@Nullable Entry<String, String> at) {
        return at == null ? null : new Entry(at.getKey(), at.getValue());
    }

    private void snapshot() {
        if (snapshots.size() == MOST_SNAPSHOTS) {
            endSnapshot();
        }
        int id = counter++;
        NavigableMap<String, String> content = new TreeMap<>(model);
        long shown = sequence;
        snapshots.put(id, content);
        add("snapshot " + id, run -> run.snapshot(id, content, shown));
    }

    private void lookAtSnapshot() {
        Integer id = oneOf(snapshots.keySet());
        if (id != null) {
            String key = key();
            String value = Objects.requireNonNull(snapshots.get(id)).get(key);
            add("look at snapshot " + id, run -> run.lookAtSnapshot(id, key, value));
        }
    }

    private void endSnapshot() {
        Integer id = oneOf(snapshots.keySet());
        if (id != null) {
            snapshots.remove(id);
            add("end of snapshot " + id, run -> run.endSnapshot(id));
        }
    }

    private void name() {
        if (names.size() == MOST_NAMES) {
            drop();
        }
        String name = "name " + counter++;
        names.put(name, new TreeMap<>(model));
        add("flush as " + name, run -> run.awaitFlush(name));
        List<String> all = List.copyOf(names.keySet());
        long shown = sequence;
        add("list names", run -> run.listNames(all, name, shown));
    }

    private void lookAtName() {
        String name = oneOf(names.keySet());
        if (name != null) {
            Map<String, String> content = Objects.requireNonNull(names.get(name));
            add("look at " + name, run -> run.lookAtName(name, content));
        }
    }

    private void drop() {
        String name = oneOf(names.keySet());
        if (name != null) {
            names.remove(name);
            add("drop " + name, run -> run.dropName(name));
        }
    }

    private void checkpoint() {
        int id = counter++;
        Map<String, String> content = new TreeMap<>(model);
        add("checkpoint " + id, run -> run.checkpoint(id, content));
    }

    private void lookAtAll() {
        Map<String, String> content = new TreeMap<>(model);
        long last = sequence;
        add("look at all", run -> run.lookAtAll(content, last));
        names.forEach((name, named) -> add("look at " + name, run -> run.lookAtName(name, named)));
    }

    private void add(String what, Consumer<MetamorphicRun> play) {
        steps.add(new Step(what, play));
    }

    private <T> @Nullable T oneOf(Collection<T> choices) {
        return choices.isEmpty()
                ? null
                : choices.stream()
                        .skip(random.nextInt(choices.size()))
                        .findFirst()
                        .orElseThrow();
    }

    private Durability durability() {
        return random.nextInt(8) == 0 ? Durability.SYNC : Durability.PROCESS;
    }

    /// Of all lengths, from none; many with a long part in common, some of the highest bytes there are.
    private String key() {
        int number = random.nextInt(keys);
        return switch (number % 11) {
            case 0 -> "k".repeat(number % 300);
            case 1 -> text(new byte[] {(byte) 0xFF, (byte) number, (byte) (number >> 8)});
            case 2 -> "a key that begins as many others begin " + number;
            default -> "k" + number;
        };
    }

    private String value(int most) {
        return counter++ + "v".repeat(random.nextInt(most));
    }
}
