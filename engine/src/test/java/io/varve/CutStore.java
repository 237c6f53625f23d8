package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.CorruptionException;
import io.varve.error.FlushFailedException;
import io.varve.event.StoreState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The process that uses a store while somebody cuts a file of its tables: two tables of half the
/// keys each, one of which is cut in the middle, or to nothing.
final class CutStore {
    static final int KEYS = 2_000;
    private static final int ROUNDS = 12;

    private final Path path;
    private final boolean isToNothing;
    private final Store store;

    /// A way to read a value.
    private interface Way {
        byte @Nullable [] of(byte[] key);
    }

    private CutStore(Path path, boolean isToNothing, Store store) {
        this.path = path;
        this.isToNothing = isToNothing;
        this.store = store;
    }

    /// Reads in every way until all code that reads is compiled, cuts a table, and reads on.
    ///
    /// @param arguments the directory; `half` or `nothing`, what is left of the table
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        StoreOptions options =
                StoreStorms.small().memtableBytes(4 << 20).logEvents(false).build();
        try (Store store = Store.open(path, options)) {
            fill(store);
            CutStore cut = new CutStore(path, arguments[1].equals("nothing"), store);
            cut.readAll();
            cut.requireScansAreTold();
            cut.requireMergeFails();
            store.put("after".getBytes(UTF_8), new byte[10]);
            store.flush().await();
            require(Arrays.equals(new byte[10], store.get("after".getBytes(UTF_8))), "written and read");
            require(store.stats().state() == StoreState.OPEN, "open");
        }
        System.out.println("alive");
    }

    static void fill(Store store) {
        for (int i = 0; i < KEYS; i++) {
            store.put(key(i), value(i), Durability.PROCESS);
            if (i == KEYS / 2 - 1) {
                store.flush().await();
            }
        }
        store.flush().await();
    }

    static byte[] key(int i) {
        return ("key" + (10_000 + i)).getBytes(UTF_8);
    }

    static byte[] value(int i) {
        return ("value " + i + " ".repeat(90)).getBytes(UTF_8);
    }

    private void readAll() {
        try (Arena arena = Arena.ofConfined();
                Snapshot snapshot = store.snapshot();
                StoreCursor cursor = store.cursor();
                StoreCursor shown = snapshot.cursor()) {
            Map<String, Way> ways = ways(arena, snapshot, cursor, shown);
            for (int round = 0; round < ROUNDS; round++) {
                boolean isCut = round >= ROUNDS / 2;
                if (round == ROUNDS / 2) {
                    requireToldInsideOfAView();
                }
                for (Map.Entry<String, Way> way : ways.entrySet()) {
                    int refused = read(way.getKey(), way.getValue());
                    int least = isToNothing ? KEYS / 2 : KEYS / 8;
                    // A cursor stands in both tables at once, and so needs the first block of the second one.
                    int most = isToNothing && way.getKey().startsWith("cursor") ? KEYS : KEYS / 2;
                    require(
                            isCut ? refused >= least && refused <= most : refused == 0,
                            way.getKey() + " refused " + refused);
                }
            }
        }
    }

    private Map<String, Way> ways(Arena arena, Snapshot snapshot, StoreCursor cursor, StoreCursor shown) {
        MemorySegment into = arena.allocate(200);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("get", store::get);
        ways.put("get into memory", key -> {
            long length = store.get(MemorySegment.ofArray(key), into);
            return into.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        });
        ways.put("view", key -> store.get(MemorySegment.ofArray(key), value -> value.toArray(ValueLayout.JAVA_BYTE)));
        ways.put("snapshot", snapshot::get);
        ways.put("cursor", key -> cursor.seek(key) ? cursor.value() : null);
        ways.put("cursor back", key -> shown.seekForPrevious(key) ? shown.value() : null);
        return ways;
    }

    private static int read(String way, Way read) {
        int refused = 0;
        for (int i = 0; i < KEYS; i++) {
            try {
                require(Arrays.equals(value(i), read.of(key(i))), way + " of key " + i);
            } catch (CorruptionException told) {
                require(told.path().contains("/tables/"), told.path());
                refused++;
            }
        }
        return refused;
    }

    /// The file is cut while a reader looks at a value in it: whoever reads is told, and nobody else.
    private void requireToldInsideOfAView() {
        try {
            store.get(MemorySegment.ofArray(key(KEYS - 1)), value -> {
                cut();
                return value.toArray(ValueLayout.JAVA_BYTE);
            });
            require(false, "a view of what is not there");
        } catch (CorruptionException told) {
            require(told.path().contains("/tables/"), told.path());
        }
    }

    private void requireScansAreTold() {
        try (StoreCursor cursor = store.cursor()) {
            int seen = 0;
            for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
                seen++;
            }
            require(false, "a scan forth saw " + seen);
        } catch (CorruptionException told) {
            require(told.path().contains("/tables/"), told.path());
        }
        try (StoreCursor cursor = store.cursor()) {
            int seen = 0;
            for (boolean isThere = cursor.last(); isThere; isThere = cursor.previous()) {
                seen++;
            }
            require(false, "a scan back saw " + seen);
        } catch (CorruptionException told) {
            require(told.path().contains("/tables/"), told.path());
        }
    }

    /// It keeps its inputs, and says so every time.
    private void requireMergeFails() throws IOException {
        List<Path> before = tables();
        for (int i = 0; i < 2; i++) {
            try {
                store.compact().await();
                require(false, "a merge of what is not there");
            } catch (FlushFailedException failed) {
                require(failed.getCause() instanceof CorruptionException, String.valueOf(failed.getCause()));
            }
        }
        require(tables().equals(before), "the inputs of the merge are " + tables());
    }

    private void cut() {
        try (FileChannel file = FileChannel.open(tables().getLast(), StandardOpenOption.WRITE)) {
            file.truncate(isToNothing ? 0 : file.size() / 2 & -4096);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(path.resolve("tables"))) {
            return files.sorted().toList();
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }
}
