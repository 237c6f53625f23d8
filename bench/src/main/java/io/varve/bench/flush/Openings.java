package io.varve.bench.flush;

import io.varve.RecoveryReport;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// How long a store takes to open: one that was closed and is all tables, and one that left a log behind, as a
/// process does that is killed. For that, its files are copied while it is open.
///
/// What it reads is in the page cache, but for the log, which is read around it.
final class Openings {
    private static final int TOGETHER = 1000;
    private static final int ROUNDS = 5;

    /// @param best of the rounds, in nanoseconds
    /// @param last what the last open said of itself
    /// @param bytes of tables, or of log
    record Result(long best, long median, long worst, RecoveryReport last, long bytes) {
        static Result of(long[] nanos, RecoveryReport last, long bytes) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Result(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1], last, bytes);
        }
    }

    private Openings() {}

    /// Of tables that have so many bytes about.
    static Result ofTables(Path directory, long bytes) {
        long stored;
        try (Store store = Store.open(directory);
                WriteBatch batch = store.batch()) {
            Entry entry = new Entry();
            long count = bytes / (Entry.BYTES + 2 * Long.BYTES);
            for (long number = 0; number < count; number += TOGETHER) {
                entry.putAll(store, batch, number, Math.min(count, number + TOGETHER));
            }
            store.flush().await();
            stored = store.stats().tables().bytes();
        }
        List<RecoveryReport> reports = new ArrayList<>();
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            nanos[i] = open(directory, StoreOptions.defaults(), reports);
        }
        return Result.of(nanos, reports.getLast(), stored);
    }

    /// Of a log of so many bytes, all of it to be replayed.
    static Result ofLog(Path directory, long bytes) throws IOException {
        StoreOptions options = StoreOptions.builder()
                .memtableBytes(4 * bytes)
                .memoryBudgetBytes(24 * bytes + (1L << 30))
                .build();
        List<RecoveryReport> reports = new ArrayList<>();
        long[] nanos = new long[ROUNDS];
        try (Store store = Store.open(Files.createDirectory(directory.resolve("store")), options);
                WriteBatch batch = store.batch()) {
            Entry entry = new Entry();
            for (long number = 0; store.stats().log().bytes() < bytes; number += TOGETHER) {
                entry.putAll(store, batch, number, number + TOGETHER);
            }
            for (int i = 0; i < ROUNDS; i++) {
                Path copy = directory.resolve("copy" + i);
                copy(directory.resolve("store"), copy);
                nanos[i] = open(copy, options, reports);
            }
        }
        return Result.of(nanos, reports.getLast(), reports.getLast().bytes());
    }

    private static long open(Path directory, StoreOptions options, List<RecoveryReport> reports) {
        long began = System.nanoTime();
        try (Store store = Store.open(directory, options)) {
            long nanos = System.nanoTime() - began;
            reports.add(store.recoveryReport());
            return nanos;
        }
    }

    /// All but files in the making: they are renamed meanwhile, and nobody misses them.
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> made =
                    files.filter(file -> !file.toString().endsWith(".new")).toList();
            for (Path file : made) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
