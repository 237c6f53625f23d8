package io.varve.bench.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A store, opened for one run. Threads use it through sessions.
public interface Peer extends AutoCloseable {
    /// As tables and results name it.
    String name();

    /// Makes it as it is after a while, before it is measured.
    default void prepare() {}

    /// Whether very many entries are written in the order of keys, for in another it would take too long.
    default boolean isSlowInAnyOrder() {
        return false;
    }

    /// Whether it compares keys of four bytes as integers, and not byte by byte.
    default boolean isNumeric() {
        return false;
    }

    /// Makes a run of its own, or a set of tables, of what was written since the last; a store without such
    /// things does nothing.
    default void flush() {}

    /// Makes one run of all that was written, in the same way.
    default void compact() {}

    /// Returns when a loss of power would leave all that was written before.
    void sync();

    /// Whether nothing goes on in the background any more.
    default boolean isSettled() {
        return true;
    }

    /// Of a file of the store, whether it is data: not a log, which is as large as it is configured to be.
    default boolean isData(Path file) {
        return true;
    }

    /// Whether it has given back, too, what it takes while it is written to.
    default boolean isSlim() {
        return true;
    }

    /// What is measured begins now.
    default void onBegin() {}

    /// What it says of itself, for people, after what was measured.
    ///
    /// @param written bytes that the process wrote meanwhile
    /// @param given bytes of keys and values
    default String remark(long written, long given) {
        return "";
    }

    /// What it counted of itself so far.
    default Counted counted() {
        return Counted.NOTHING;
    }

    /// What one thread needs to write and read.
    ///
    /// @param level of its writes: that of the setup, or a lower one
    Session session(Level level);

    @Override
    void close();

    /// Bytes of data files below its directory.
    default long bytesOnDisk(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(this::isData)
                    .mapToLong(Peer::length)
                    .sum();
        } catch (IOException | UncheckedIOException vanished) {
            return 0;
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException vanished) {
            return 0;
        }
    }

    /// What a store says of itself; below 0 what it does not tell.
    ///
    /// @param groups in which it wrote to its log
    /// @param syncs of its log
    record Counted(long groups, long syncs) {
        /// Nothing was counted.
        public static final Counted NOTHING = new Counted(-1, -1);

        /// What came in since.
        public Counted since(Counted before) {
            return groups < 0 ? NOTHING : new Counted(groups - before.groups, syncs - before.syncs);
        }
    }
}
