package io.varve.bench.syscalls;

import io.varve.bench.peer.Peer;
import io.varve.bench.peer.Peers;
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

    private static final int WARM_UP = 300;
    private static final long DATA_BYTES = 256L << 20;

    private Child() {}

    /// Arguments: store, `sync` or `process`, callers, puts of all callers together, an empty directory.
    public static void main(String[] arguments) throws Exception {
        boolean isSynced = arguments[1].equals("sync");
        int callers = Integer.parseInt(arguments[2]);
        int puts = Integer.parseInt(arguments[3]);
        Path directory = Path.of(arguments[4]);
        try (Peer peer = Peers.open(arguments[0], directory, isSynced, DATA_BYTES, true)) {
            run(peer, isSynced, callers, puts);
        }
    }

    private static void run(Peer peer, boolean isSynced, int callers, int puts) throws Exception {
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
                try (Peer.Inlet inlet = peer.inlet(isSynced)) {
                    putUntil(inlet, next, 1L << 40, WARM_UP);
                    ready.await();
                    putUntil(inlet, next, 0, puts);
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

    private static void putUntil(Peer.Inlet inlet, AtomicLong next, long first, int count) {
        for (long number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
            inlet.put(first + number);
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
