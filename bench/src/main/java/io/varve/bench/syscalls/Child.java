package io.varve.bench.syscalls;

import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import io.varve.bench.stores.Setup;
import io.varve.bench.stores.Stores;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// The process that is watched: opens a store, puts, and prints a mark before and after. What it loads and
/// compiles, and the files it makes at open, come before the first mark.
public final class Child {
    /// Marks are written as they stand: each is one system call, which the trace shows.
    static final String BEGIN = "varve-bench begin";

    static final String END = "varve-bench end";

    /// Puts before the first mark, so that all classes are there, and the files that our store makes beside its first
    /// writes.
    private static final int WARM_UP = 300;

    private static final int ARGUMENTS = 5;
    private static final long MOST_ENTRIES = 100_000;

    private Child() {}

    /// Arguments: store, `sync`, `process` or `none`, callers, puts of all callers together, an empty directory; and
    /// again.
    public static void main(String[] arguments) throws Exception {
        for (int at = 0; at < arguments.length; at += ARGUMENTS) {
            Level level = Level.named(arguments[at + 1]);
            int callers = Integer.parseInt(arguments[at + 2]);
            int puts = Integer.parseInt(arguments[at + 3]);
            Path directory = Path.of(arguments[at + 4]);
            Setup setup = Setup.of(Entries.usual(), MOST_ENTRIES, level).counting();
            try (Peer peer = Stores.open(arguments[at], directory, setup)) {
                run(peer, level, callers, puts);
            }
        }
    }

    private static void run(Peer peer, Level level, int callers, int puts) throws Exception {
        boolean isOurs = Stores.base(peer.name()).equals("varve");
        int warmUp = isOurs ? WARM_UP : Math.min(WARM_UP, puts);
        AtomicLong next = new AtomicLong();
        List<Peer.Counted> before = new ArrayList<>();
        CyclicBarrier ready = new CyclicBarrier(callers, () -> {
            before.add(peer.counted());
            next.set(0);
            mark(BEGIN);
        });
        CyclicBarrier ended = new CyclicBarrier(callers, () -> {
            mark(END);
            Peer.Counted counted = peer.counted().since(before.getFirst());
            mark(counted.groups() + " " + counted.syncs());
        });
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            tasks.add(() -> {
                try (Session session = peer.session(level)) {
                    putUntil(session, next, 1L << 40, warmUp);
                    ready.await();
                    putUntil(session, next, 0, puts);
                    ended.await();
                }
                return true;
            });
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(callers)) {
            for (Future<Boolean> done : executor.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    private static void putUntil(Session session, AtomicLong next, long first, int count) {
        for (long number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
            session.put(first + number);
        }
    }

    /// Without a stream in between, which would be free to write when it likes.
    @SuppressWarnings("resource") // the process's own output stays open
    private static void mark(String text) {
        try {
            new FileOutputStream(FileDescriptor.out).write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
