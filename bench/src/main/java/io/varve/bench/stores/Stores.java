package io.varve.bench.stores;

import io.varve.bench.probe.ProbeException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The stores by name: each with default settings, and tuned as its own documentation advises.
///
/// | store | SYNC | PROCESS | NONE |
/// |---|---|---|---|
/// | varve | `SYNC`, fdatasync per group | `PROCESS`, a store to the mapped log | not offered |
/// | rocksdb | `sync=true`, fdatasync per group | `sync=false`, a write call | `disableWAL` |
/// | lmdb | two ordered flushes per commit | `NOSYNC`, without WRITEMAP unless tuned | not offered |
/// | mvstore | `commit` and `sync` | `commit` | its own thread commits |
/// | xodus | `logDurableWrite` | a commit | not offered |
/// | mapdb | `transactionEnable` and `commit` | not offered: `fileSyncDisable` syncs all the same | no transactions |
///
/// Chronicle Map is left out, as decision 210 says. Varve's option `log` is not built yet.
public final class Stores {
    /// What the machine gives, where there is such a thing: `TableProbePeer` for what is only read.
    public static final String PROBE = "probe";

    /// All stores, in the order of tables.
    public static final List<String> ALL = List.of(
            "varve",
            "varve-tuned",
            "rocksdb",
            "rocksdb-tuned",
            "lmdb",
            "lmdb-tuned",
            "mvstore",
            "mvstore-tuned",
            "xodus",
            "xodus-tuned",
            "mapdb",
            "mapdb-tuned");

    /// Further ones, measured when they are named.
    public static final List<String> SPECIAL = List.of(
            "varve-windows",
            "varve-leveled",
            "varve-lz4",
            "varve-zstd",
            "rocksdb-universal",
            "rocksdb-lz4",
            "rocksdb-zstd");

    private Stores() {}

    /// Which levels the writes of a store can have.
    public static Set<Level> levels(String name) {
        return switch (base(name)) {
            case "varve", "lmdb", "xodus" -> EnumSet.of(Level.SYNC, Level.PROCESS);
            case PROBE -> EnumSet.of(Level.SYNC, Level.PROCESS);
            case "mapdb" -> EnumSet.of(Level.SYNC, Level.NONE);
            default -> EnumSet.allOf(Level.class);
        };
    }

    /// Its name without what it was tuned to.
    public static String base(String name) {
        int dash = name.indexOf('-');
        return dash < 0 ? name : name.substring(0, dash);
    }

    /// Opens one in an empty directory.
    ///
    /// @throws IllegalArgumentException when it cannot do what the setup wants
    public static Peer open(String name, Path directory, Setup setup) throws ProbeException {
        if (!levels(name).contains(setup.level())) {
            throw new IllegalArgumentException(name + " has no writes that promise " + setup.level() + ".");
        }
        boolean isTuned = name.endsWith("-tuned");
        try {
            return switch (base(name)) {
                case PROBE ->
                    setup.isLoaded()
                            ? new TableProbePeer(directory, Math.toIntExact(setup.count()))
                            : new ProbePeer(directory);
                case "varve" -> new VarvePeer(name, directory, setup, varve(name));
                case "rocksdb" -> new RocksPeer(name, directory, setup, rocks(name));
                case "lmdb" -> new LmdbPeer(name, directory, setup, isTuned);
                case "mvstore" -> new MvPeer(name, directory, setup, isTuned);
                case "xodus" -> new XodusPeer(name, directory, setup, isTuned);
                case "mapdb" -> new MapdbPeer(name, directory, setup, isTuned);
                default -> throw new IllegalArgumentException("There is no store '" + name + "'.");
            };
        } catch (LinkageError missing) {
            throw new ProbeException(
                    name + " cannot be run here: its library is missing or does not fit this machine (" + missing
                            + ").",
                    missing);
        }
    }

    private static VarvePeer.Kind varve(String name) {
        return switch (name) {
            case "varve-tuned" -> VarvePeer.Kind.TUNED;
            case "varve-windows" -> VarvePeer.Kind.WINDOWS;
            case "varve-leveled" -> VarvePeer.Kind.LEVELED;
            case "varve-lz4" -> VarvePeer.Kind.LZ4;
            case "varve-zstd" -> VarvePeer.Kind.ZSTD;
            default -> VarvePeer.Kind.USUAL;
        };
    }

    private static RocksPeer.Kind rocks(String name) {
        return switch (name) {
            case "rocksdb-tuned" -> RocksPeer.Kind.TUNED;
            case "rocksdb-universal" -> RocksPeer.Kind.UNIVERSAL;
            case "rocksdb-lz4" -> RocksPeer.Kind.LZ4;
            case "rocksdb-zstd" -> RocksPeer.Kind.ZSTD;
            default -> RocksPeer.Kind.USUAL;
        };
    }

    /// Names apart from commas, each of them known and once.
    ///
    /// @throws IllegalArgumentException otherwise, for people
    public static List<String> named(String text, List<String> known) {
        Set<String> names = new LinkedHashSet<>(List.of(text.split(",", -1)));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "There is no store '" + name + "'; --stores are some of " + String.join(",", known) + ".");
            }
        }
        return List.copyOf(names);
    }

    /// Some lists together.
    public static List<String> with(List<String> some, List<String> others) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }
}
