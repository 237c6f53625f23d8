package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.Errno;
import io.varve.nativeio.testing.Await;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The process that uses a store on a file system that somebody fills: a real one, small and in memory. How much is
/// left then decides which call meets the end first.
final class FullStore {
    private static final int KEYS = 400;
    private static final int VALUE_BYTES = 500;
    private static final Duration LONG = Duration.ofSeconds(60);

    /// What met it, of the calls that make tables.
    private static final TreeSet<String> CALLS = new TreeSet<>();

    private final Path path;
    private final Path ballast;
    private final Queue<StoreEvent> events = new ConcurrentLinkedQueue<>();
    private final StoreOptions options = StoreStorms.small()
            .preparedSegments(3)
            .compaction(Compaction.MANUAL)
            .logEvents(false)
            .deadline(LONG)
            .listener(events::add)
            .eventQueueSize(4096)
            .build();

    private FullStore(Path path, Path ballast) {
        this.path = path;
        this.ballast = ballast;
    }

    /// Fills it again and again.
    ///
    /// @param arguments the file system; what is left of it, in bytes, one by one
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        List<String> rooms = Arrays.asList(arguments).subList(1, arguments.length);
        for (String room : rooms) {
            FullStore full = new FullStore(root.resolve("store" + room), root.resolve("ballast"));
            full.run(Integer.parseInt(room));
            full.remove();
        }
        System.out.println("met by " + CALLS);
        System.out.println("alive");
    }

    private void run(int room) throws IOException {
        int acknowledged;
        try (Store store = Store.open(path, options)) {
            put(store, 0, KEYS / 2);
            store.flush().await();
            put(store, KEYS / 2, KEYS);
            store.flush().await();
            fillUpTo(room);
            mergeOrBeTold(store);
            fillUpTo(room);

            acknowledged = putUntilRefused(store);
            require(
                    store.stats().state() == StoreState.READ_ONLY_RESUMABLE,
                    "state " + store.stats().state());
            requireAll(store, acknowledged);
            requireToldOfFlush(store);

            Files.delete(ballast);
            // Nobody writes meanwhile: it resumes by itself.
            require(store.drain(LONG), "what is frozen becomes tables");
            Await.until("room", () -> store.stats().state() == StoreState.OPEN);
            put(store, acknowledged, acknowledged + KEYS);
            acknowledged += KEYS;
            store.flush().await();
            store.compact().await();
            requireAll(store, acknowledged);
        }
        try (Store store = Store.open(path, options)) {
            requireAll(store, acknowledged);
            require(store.stats().tables().level0() + store.stats().tables().inRuns() == 1, "one table");
        }
        rememberFailures();
    }

    private static void mergeOrBeTold(Store store) {
        try {
            store.compact().await();
        } catch (FlushFailedException failed) {
            remember(failed.getCause());
        }
    }

    private int putUntilRefused(Store store) {
        int next = KEYS;
        try {
            while (true) {
                put(store, next, next + 1);
                next++;
            }
        } catch (WriteRejectedException refused) {
            require(refused.rejectionCause() == RejectionCause.OUT_OF_SPACE, refused.toString());
        }
        return next;
    }

    private static void requireToldOfFlush(Store store) {
        try {
            store.flush().await();
            require(false, "a flush without space");
        } catch (FlushFailedException failed) {
            boolean isRejection = failed.getCause() instanceof WriteRejectedException;
            if (!isRejection) {
                remember(failed.getCause());
            }
        }
    }

    private void rememberFailures() {
        for (StoreEvent event : events) {
            if (event instanceof StoreEvent.FlushFailed failed) {
                remember(failed.failure());
            }
            require(!(event instanceof StoreEvent.StoreFailed), event.toString());
        }
    }

    private static void remember(@Nullable Throwable cause) {
        if (!(cause instanceof StoreIoException refused)) {
            throw new IllegalStateException("not a refused call", cause);
        }
        require(Math.abs(refused.errno()) == Errno.ENOSPC, "not a full disk: " + refused);
        CALLS.add(refused.call());
    }

    private void requireAll(Store store, int count) {
        for (int i = 0; i < count; i++) {
            require(Arrays.equals(value(i), store.get(key(i))), "key " + i + " of " + count);
        }
        try (StoreCursor cursor = store.cursor()) {
            int seen = 0;
            for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
                require(Arrays.equals(key(seen), cursor.key()), "key " + seen);
                require(Arrays.equals(value(seen), cursor.value()), "value " + seen);
                seen++;
            }
            require(seen == count, "a scan saw " + seen + " of " + count);
        }
    }

    /// Takes all there is, and gives some back.
    private void fillUpTo(int room) throws IOException {
        try (FileOutputStream out = new FileOutputStream(ballast.toFile(), true)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            require(String.valueOf(full.getMessage()).contains("No space"), full.toString());
        }
        try (var file = Files.newByteChannel(ballast, java.nio.file.StandardOpenOption.WRITE)) {
            file.truncate(Math.max(0, file.size() - room));
        }
    }

    private void remove() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void put(Store store, int from, int to) throws StoreException {
        for (int i = from; i < to; i++) {
            store.put(key(i), value(i), Durability.PROCESS);
        }
    }

    private static byte[] key(int i) {
        return ("key" + (1_000_000 + i)).getBytes(UTF_8);
    }

    private static byte[] value(int i) {
        byte[] value = new byte[VALUE_BYTES];
        Arrays.fill(value, (byte) i);
        return value;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }
}
