package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;

/// The process that uses a store on a file system of another kind: writes, flushes, merges, opens again and reads.
final class MountedStore {
    private static final int KEYS = 2_000;

    private MountedStore() {}

    /// Says that all was there, and with or without direct I/O.
    ///
    /// @param arguments the directory of the store
    public static void main(String[] arguments) {
        Path path = Path.of(arguments[0]);
        StoreOptions options = StoreStorms.small().logEvents(false).build();
        try (Store store = Store.open(path, options)) {
            for (int i = 0; i < KEYS; i++) {
                store.put(bytes("k" + i), bytes("v" + i), i % 100 == 0 ? Durability.SYNC : Durability.PROCESS);
            }
            store.flush("named").await();
            store.compact().await();
            store.put(bytes("k0"), bytes("in the log"));
        }
        try (Store store = Store.open(path, options);
                Store named = store.openSnapshot("named")) {
            for (int i = 0; i < KEYS; i++) {
                require(store, "k" + i, i == 0 ? "in the log" : "v" + i);
                require(named, "k" + i, "v" + i);
            }
            if (!store.verify().isSound()) {
                throw new IllegalStateException(store.verify().toString());
            }
        }
        System.out.println("all there");
    }

    private static void require(Store store, String key, String value) {
        byte[] found = store.get(bytes(key));
        if (found == null || !value.equals(new String(found, UTF_8))) {
            throw new IllegalStateException(key + " is not " + value);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
