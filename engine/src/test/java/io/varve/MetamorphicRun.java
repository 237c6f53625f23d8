package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.MetamorphicHistory.Entry;
import io.varve.MetamorphicHistory.Step;
import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plays a [MetamorphicHistory] on a store of certain options, which is closed and opened again after every so
/// many steps.
final class MetamorphicRun {
    /// What was asked and had the right answer.
    static final class Tally {
        long steps;
        long hits;
        long misses;
        long entries;
        long snapshots;
        long names;
        long checkpoints;
        long reopened;
        long madeRoom;
        long tables;
        long merges;
        long adapted;
    }

    /// Where a store lives.
    interface Home {
        Store open();

        /// With the options that the store has now.
        Store openCopy(Path path);

        /// Where a copy can be made.
        Path copy(int id);

        default void onClosed() {}

        /// A step has failed, and the store is not asked any more.
        default void onFailed(Store left) {}

        /// Some time passes between two steps, if it is to.
        default void pass() {}
    }

    private record Kept(Snapshot snapshot, Map<String, String> content) {}

    private final Home home;
    private final int reopenEvery;
    private final Tally tally;
    private final Map<Integer, Kept> kept = new TreeMap<>();

    @SuppressWarnings("NullAway.Init") // there is one while a step is played
    private Store store;

    /// @param reopenEvery so many steps; 0 for never
    MetamorphicRun(Home home, int reopenEvery, Tally tally) {
        this.home = home;
        this.reopenEvery = reopenEvery;
        this.tally = tally;
    }

    /// @param options for the message when an answer is wrong
    void play(List<Step> steps, Supplier<StoreOptions> options) {
        int at = 0;
        try {
            store = home.open();
            for (; at < steps.size(); at++) {
                if (reopenEvery > 0 && at > 0 && at % reopenEvery == 0) {
                    reopen();
                }
                steps.get(at).play().accept(this);
                tally.steps++;
                home.pass();
            }
            close();
        } catch (RuntimeException | AssertionError wrong) {
            String step = at < steps.size() ? steps.get(at).what() : "the close";
            if (at > 0) {
                home.onFailed(store);
            }
            throw new AssertionError(
                    "step " + at + ", " + step + ", reopened every " + reopenEvery + ", with\n" + options.get(), wrong);
        }
    }

    /// Without threads for flushes a write is refused when the memtables are full, and whoever writes makes room.
    void write(Consumer<Store> write) {
        try {
            write.accept(store);
        } catch (WriteRejectedException refused) {
            assertEquals(RejectionCause.FLUSH_BEHIND, refused.rejectionCause());
            store.flush().await();
            tally.madeRoom++;
            write.accept(store);
        }
    }

    void flush() {
        store.flush();
    }

    void awaitFlush(@Nullable String name) {
        (name == null ? store.flush() : store.flush(name)).await();
    }

    void compact() {
        store.compact().await();
    }

    void get(String key, @Nullable String expected) {
        requireValue(key, expected, store.get(bytes(key)));
        assertEquals(expected != null, store.contains(bytes(key)));
    }

    /// @param expected of those that are there
    void getMany(List<String> asked, Map<String, String> expected) {
        MultiGet wanted = new MultiGet();
        asked.forEach(key -> wanted.add(bytes(key)));
        store.getAll(wanted);
        for (int i = 0; i < asked.size(); i++) {
            requireValue(asked.get(i), expected.get(asked.get(i)), wanted.value(i));
        }
    }

    private void requireValue(String key, @Nullable String expected, byte @Nullable [] value) {
        assertEquals(expected, value == null ? null : text(value), key);
        tally.hits += expected == null ? 0 : 1;
        tally.misses += expected == null ? 1 : 0;
    }

    void walk(
            @Nullable Integer snapshot,
            Range range,
            String from,
            boolean isUp,
            List<Boolean> moves,
            List<@Nullable Entry> stops) {
        Kept of = snapshot == null ? null : kept.get(snapshot);
        if (snapshot != null && of == null) {
            return; // it ended when the store was opened anew
        }
        try (StoreCursor cursor = of == null ? store.cursor(range) : of.snapshot.cursor(range)) {
            boolean isThere = isUp ? cursor.seek(bytes(from)) : cursor.seekForPrevious(bytes(from));
            requireAt(cursor, isThere, stops.getFirst());
            for (int i = 0; i < moves.size(); i++) {
                isThere = moves.get(i) ? cursor.next() : cursor.previous();
                requireAt(cursor, isThere, stops.get(i + 1));
            }
        }
    }

    private void requireAt(StoreCursor cursor, boolean isThere, @Nullable Entry expected) {
        assertEquals(expected, isThere ? new Entry(text(cursor.key()), text(cursor.value())) : null);
        assertEquals(isThere, cursor.isValid());
        tally.entries++;
    }

    void snapshot(int id, Map<String, String> content, long sequence) {
        Snapshot snapshot = store.snapshot();
        kept.put(id, new Kept(snapshot, content));
        assertEquals(sequence, snapshot.sequence());
    }

    void lookAtSnapshot(int id, String key, @Nullable String expected) {
        Kept one = kept.get(id);
        if (one != null) {
            requireValue(key, expected, one.snapshot.get(bytes(key)));
            requireContent(one);
        }
    }

    void endSnapshot(int id) {
        Kept one = kept.remove(id);
        if (one != null) {
            requireContent(one);
            one.snapshot.close();
        }
    }

    private void requireContent(Kept one) {
        try (StoreCursor cursor = one.snapshot.cursor()) {
            assertEquals(one.content, SimStore.scan(cursor), "a snapshot has changed");
        }
        tally.entries += 2L * one.content.size();
        tally.snapshots++;
    }

    /// @param sequence that the last of them shows
    void listNames(List<String> names, String last, long sequence) {
        assertEquals(
                names,
                store.snapshots().stream().map(SavedSnapshot::name).sorted().toList());
        SavedSnapshot newest = store.snapshots().getLast();
        assertEquals(last, newest.name());
        assertEquals(sequence, newest.sequence());
    }

    /// What a checkpoint shows, and that it is sound.
    void checkpoint(int id, Map<String, String> content) {
        Path path = home.copy(id);
        store.checkpoint(path);
        try (Store copy = home.openCopy(path)) {
            assertEquals(content, SimStore.contentOf(copy), "a checkpoint");
            assertTrue(copy.verify().isSound(), "a checkpoint is not sound");
        }
        tally.entries += 2L * content.size();
        tally.checkpoints++;
    }

    void lookAtName(String name, Map<String, String> content) {
        try (Store named = store.openSnapshot(name)) {
            assertEquals(content, SimStore.contentOf(named), name);
        }
        tally.hits += content.size();
        tally.misses += content.size();
        tally.entries += 2L * content.size();
        tally.names++;
    }

    void dropName(String name) {
        store.dropSnapshot(name);
        assertThrows(IllegalArgumentException.class, () -> store.openSnapshot(name));
    }

    void lookAtAll(Map<String, String> content, long lastSequence) {
        assertEquals(content, SimStore.contentOf(store));
        assertEquals(lastSequence, store.visibleSequence());
        tally.hits += content.size();
        tally.misses += content.size();
        tally.entries += 2L * content.size();
    }

    private void reopen() {
        close();
        store = home.open();
        tally.reopened++;
    }

    private void close() {
        for (Integer id : List.copyOf(kept.keySet())) {
            endSnapshot(id);
        }
        tally.tables += store.stats().tables().flushes();
        tally.merges += store.stats().tables().merges();
        tally.adapted += store.stats().adaptation().changes();
        store.close();
        home.onClosed();
    }
}
