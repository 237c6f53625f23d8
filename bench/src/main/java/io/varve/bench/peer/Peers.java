package io.varve.bench.peer;

import java.nio.file.Path;
import java.util.List;

/// The stores by name.
public final class Peers {
    /// In the order of tables.
    public static final List<String> ALL = List.of("probe", "varve", "rocksdb", "lmdb");

    /// Those that are stores.
    public static final List<String> STORES = ALL.subList(1, ALL.size());

    private Peers() {}

    /// Opens one in an empty directory.
    ///
    /// @param isSynced whether its puts will be; LMDB is told at open
    /// @param dataBytes it may keep in memory without writing tables
    /// @param isCounting whether it will be asked what it counted, which costs some of them time
    public static Peer open(String name, Path directory, boolean isSynced, long dataBytes, boolean isCounting) {
        return switch (name) {
            case "probe" -> new ProbePeer(directory);
            case "varve" -> new VarvePeer(directory, dataBytes);
            case "rocksdb" -> new RocksPeer(directory, dataBytes, isCounting);
            case "lmdb" -> new LmdbPeer(directory, 2 * dataBytes, isSynced);
            default -> throw new IllegalArgumentException(unknown(name));
        };
    }

    /// Names apart from commas, each of them known.
    ///
    /// @throws IllegalArgumentException otherwise
    public static List<String> named(String text, List<String> known) {
        List<String> names = List.of(text.split(",", -1));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "There is no store '" + name + "'; there are " + String.join(", ", known) + ".");
            }
        }
        return names;
    }

    private static String unknown(String name) {
        return "There is no store '" + name + "'; there are " + String.join(", ", ALL) + ".";
    }
}
