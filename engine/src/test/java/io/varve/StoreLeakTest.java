package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreEvent;
import io.varve.event.StoreEvent.HandleForgotten;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Row 90: what the user forgets to close is told with the place where it was opened, and only memory that
/// nobody can reach is freed.
final class StoreLeakTest {
    private static final byte[] KEY = "k".getBytes(UTF_8);

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    private final Queue<StoreEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void aForgottenCursorSnapshotOrBatchIsToldWithThePlaceWhereItWasOpened() {
        try (Store store = Store.open(folder, options())) {
            store.put(KEY, KEY);
            long before = batchBytes(store);
            forget(store);

            awaitForgotten("cursor");
            awaitForgotten("snapshot");
            awaitForgotten("batch");

            for (HandleForgotten event : forgotten()) {
                List<String> methods = Arrays.stream(event.opened().getStackTrace())
                        .map(StackTraceElement::getMethodName)
                        .toList();
                assertTrue(methods.contains("forget"), event + " was opened in " + methods);
            }
            Await.until("the memory of the batch", () -> batchBytes(store) == before);
            assertTrue(store.stats().forgottenHandles() >= 3);
            assertArrayEquals(KEY, store.get(KEY));
        }
    }

    @Test
    void whatWasClosedIsNotTold() {
        try (Store store = Store.open(folder, options())) {
            store.put(KEY, KEY);
            long before = batchBytes(store);
            for (int i = 0; i < 10 * Leaks.ONE_IN; i++) {
                try (Snapshot snapshot = store.snapshot();
                        StoreCursor cursor = snapshot.cursor();
                        WriteBatch batch = store.batch()) {
                    assertTrue(cursor.first());
                    batch.put(KEY, new byte[10_000]);
                }
            }
            forget(store);
            awaitForgotten("batch");
            Await.until("the memory of the batch", () -> batchBytes(store) == before);
            assertEquals(
                    1,
                    forgotten().stream()
                            .filter(event -> event.handle().equals("batch"))
                            .count());
        }
    }

    /// Its lock and threads go on until the process ends, a process of its own here: a call may still be
    /// inside.
    @Test
    void aForgottenStoreIsTold() throws Exception {
        ChildJvm.Result result = new ChildJvm().run(Forgetting.class, folder.toString());
        assertEquals("openAndForget", result.output().strip(), result.errors());
        assertEquals(0, result.exitCode());
    }

    /// Opens a store, forgets it, and says where it was told that it had been opened.
    static final class Forgetting {
        private Forgetting() {}

        /// Starts it.
        public static void main(String[] arguments) {
            Queue<StoreEvent> events = new ConcurrentLinkedQueue<>();
            openAndForget(Path.of(arguments[0]), events);
            Await.until("a forgotten store", () -> {
                System.gc();
                return events.stream().anyMatch(event -> event instanceof HandleForgotten);
            });
            for (StoreEvent event : events) {
                if (event instanceof HandleForgotten forgotten) {
                    Arrays.stream(forgotten.opened().getStackTrace())
                            .map(StackTraceElement::getMethodName)
                            .filter("openAndForget"::equals)
                            .forEach(System.out::println);
                }
            }
        }

        @SuppressWarnings("resource") // that is what this is about
        private static void openAndForget(Path path, Queue<StoreEvent> events) {
            Store.open(path, StoreStorms.small().listener(events::add).build()).put(KEY, KEY);
        }
    }

    @SuppressWarnings("resource") // that is what this is about
    private void forget(Store store) {
        for (int i = 0; i < 2 * Leaks.ONE_IN; i++) {
            store.cursor().first();
            store.cursor().last();
            store.snapshot().get(KEY);
        }
        store.batch().put(KEY, new byte[10_000]);
    }

    private StoreOptions options() {
        return StoreStorms.small().listener(events::add).build();
    }

    private static long batchBytes(Store store) {
        return store.stats().memory().accounts().stream()
                .filter(account -> account.purpose().equals("batches"))
                .mapToLong(StoreStats.Account::used)
                .sum();
    }

    private void awaitForgotten(String handle) {
        Await.until("a forgotten " + handle, () -> {
            System.gc();
            return forgotten().stream().anyMatch(event -> event.handle().equals(handle));
        });
    }

    private List<HandleForgotten> forgotten() {
        return events.stream()
                .filter(event -> event instanceof HandleForgotten)
                .map(event -> (HandleForgotten) event)
                .toList();
    }
}
