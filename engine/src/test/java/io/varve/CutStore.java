package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.CorruptionException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The process that uses a store while somebody cuts a file of its tables: two tables of half the
/// keys each, one of which is cut in the middle.
final class CutStore {
    static final int KEYS = 2_000;
    private static final int ROUNDS = 20;

    private CutStore() {}

    /// Reads until all code that reads is compiled, cuts a table, and reads on.
    ///
    /// @param arguments the directory
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        StoreOptions options =
                StoreStorms.small().memtableBytes(4 << 20).logEvents(false).build();
        try (Store store = Store.open(path, options)) {
            fill(store);
            int damaged = 0;
            for (int round = 0; round < ROUNDS; round++) {
                if (round == ROUNDS / 2) {
                    cut(path);
                }
                damaged += read(store);
            }
            boolean isScanTold = isScanTold(store);
            store.put("after".getBytes(UTF_8), new byte[10]);
            boolean isWritten = Arrays.equals(new byte[10], store.get("after".getBytes(UTF_8)));
            System.out.println("alive; " + damaged + " refused, scan told " + isScanTold + ", written " + isWritten);
            int perRound = damaged / (ROUNDS / 2);
            boolean isRight = isScanTold && isWritten && perRound > KEYS / 8 && perRound <= KEYS / 2;
            System.exit(isRight ? 0 : 3);
        }
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

    private static int read(Store store) {
        int damaged = 0;
        for (int i = 0; i < KEYS; i++) {
            try {
                if (!Arrays.equals(value(i), store.get(key(i)))) {
                    throw new IllegalStateException("key " + i);
                }
            } catch (CorruptionException told) {
                damaged++;
            }
        }
        return damaged;
    }

    private static boolean isScanTold(Store store) {
        try (StoreCursor cursor = store.cursor()) {
            boolean isThere = cursor.first();
            while (isThere) {
                isThere = cursor.next();
            }
            return false;
        } catch (CorruptionException told) {
            return true;
        }
    }

    private static void cut(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path.resolve("tables"))) {
            List<Path> tables = files.sorted().toList();
            try (FileChannel file = FileChannel.open(tables.getLast(), StandardOpenOption.WRITE)) {
                file.truncate(file.size() / 2 & -4096);
            }
        }
    }
}
