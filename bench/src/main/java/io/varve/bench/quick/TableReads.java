package io.varve.bench.quick;

import com.sun.management.ThreadMXBean;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/// Stores that were filled, flushed and read once, open side by side to be read in turn, on one thread.
///
/// One call of many is timed: a look at the clock takes as long as some of the gets.
final class TableReads implements AutoCloseable {
    private static final int PARTS = 5;
    private static final int LOADED_TOGETHER = 1000;
    private static final int GETS_APART = 19;

    /// More would take some stores half an hour.
    private static final int MOST_IN_ANY_ORDER = 5_000_000;

    private static final int CALLS_PER_TIMED = 32;
    private static final long LONGEST_NANOS = 10_000_000_000L;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path folder;
    private final Workload.Layout layout;
    private final Entries kind;
    private final long entries;
    private final AtomicLong next;
    private final BiConsumer<String, Throwable> onFailure;
    private final long[] together = new long[Workload.TOGETHER];
    private final List<Peer> peers = new ArrayList<>();

    /// Opens a store in an empty directory.
    @FunctionalInterface
    interface Opener {
        Peer open(Path directory) throws ProbeException;
    }

    /// @param entries in each of the stores
    /// @param onFailure is told which store failed, and why
    TableReads(
            Path folder, Workload.Layout layout, Entries kind, long entries, BiConsumer<String, Throwable> onFailure) {
        this.folder = folder;
        this.onFailure = onFailure;
        this.layout = layout;
        this.kind = kind;
        this.entries = entries;
        this.next = new AtomicLong(entries);
    }

    /// Opens one and fills it; one that fails is left out.
    void add(String name, Opener opener) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));
        Peer peer;
        try {
            peer = opener.open(directory);
        } catch (ProbeException | RuntimeException | LinkageError | OutOfMemoryError failure) {
            onFailure.accept(name, failure);
            return;
        }
        peers.add(peer);
        try {
            fill(peer);
        } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
            giveUp(peer, failure);
        }
    }

    private void fill(Peer peer) {
        if (isProbe(peer)) {
            return;
        }
        try (Session session = peer.session(Level.PROCESS)) {
            if (entries > MOST_IN_ANY_ORDER && peer.isSlowInAnyOrder()) {
                for (long number : kind.inOrder((int) entries)) {
                    session.put(number);
                }
                requireAll(peer, session);
                return;
            }
            int parts = layout == Workload.Layout.FIVE_RUNS ? PARTS : 1;
            for (int part = 0; part < parts; part++) {
                long end = entries * (part + 1) / parts;
                for (long number = entries * part / parts; number < end; number += LOADED_TOGETHER) {
                    session.putBatch(number, (int) Math.min(LOADED_TOGETHER, end - number));
                }
                peer.flush();
            }
            if (layout == Workload.Layout.RUN) {
                peer.compact();
            }
            requireAll(peer, session);
        }
    }

    /// Walks over all of them, and gets some.
    private void requireAll(Peer peer, Session session) {
        int seen = session.walk(0, Integer.MAX_VALUE, Session.Walk.COPIED);
        if (seen != entries) {
            throw new IllegalStateException(peer.name() + ": of " + entries + " entries, a walk saw " + seen);
        }
        for (long number = 0; number < entries; number += GETS_APART) {
            require(session.get(number), peer, number);
        }
    }

    /// Figures of all rounds, for one store after the other. One that fails is left out from then on.
    Collection<List<Figure>> measure(Workload workload, int rounds, long warmUpNanos, long nanos)
            throws InterruptedException {
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Peer peer : List.copyOf(peers)) {
                if (isProbe(peer) && (workload.isWalk() || workload.kind() == Workload.Kind.MIXED)) {
                    continue;
                }
                try {
                    figures.computeIfAbsent(peer.name(), name -> new ArrayList<>())
                            .add(once(workload, peer, round, warmUpNanos, nanos));
                } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
                    giveUp(peer, failure);
                }
            }
        }
        return figures.values();
    }

    private Figure once(Workload workload, Peer peer, int round, long warmUpNanos, long nanos)
            throws InterruptedException {
        if (workload.kind() == Workload.Kind.MIXED) {
            return new Crowd(workload, peer, next, entries).run(warmUpNanos, nanos);
        }
        try (Session session = peer.session(Level.PROCESS)) {
            read(workload, peer, session, warmUpNanos, round);
            return read(workload, peer, session, nanos, -1 - round);
        }
    }

    private void giveUp(Peer peer, Throwable failure) {
        peers.remove(peer);
        onFailure.accept(peer.name(), failure);
        try {
            peer.close();
        } catch (RuntimeException again) {
            onFailure.accept(peer.name(), again);
        }
    }

    private static boolean isProbe(Peer peer) {
        return peer.name().equals(Stores.PROBE);
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
    }

    private Figure read(Workload workload, Peer peer, Session session, long nanos, long seed) {
        Histogram latencies = new Histogram(1, LONGEST_NANOS, 3);
        long state = seed;
        long calls = 0;
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        long now = began;
        while (now - began < nanos) {
            for (int i = 1; i < CALLS_PER_TIMED; i++) {
                state += MIX;
                call(session, peer, workload, numberOf(state));
            }
            state += MIX;
            long number = numberOf(state);
            long started = System.nanoTime();
            call(session, peer, workload, number);
            now = System.nanoTime();
            latencies.recordValue(Math.min(now - started, LONGEST_NANOS));
            calls += CALLS_PER_TIMED;
        }
        double heapBytes = (double) (THREADS.getCurrentThreadAllocatedBytes() - bytes) / calls;
        return new Figure(
                workload, peer.name(), calls * 1e9 * workload.entriesPerCall() / (now - began), latencies, heapBytes);
    }

    private void call(Session session, Peer peer, Workload workload, long number) {
        boolean isRight = switch (workload.kind()) {
            case GET -> session.get(number);
            case GET_MISS -> session.isAbsent(entries + number);
            case GET_MANY -> session.getAll(numbersOf(number));
            case SEEK -> session.walk(number, Workload.SHORT_WALK, Session.Walk.COPIED) > 0;
            case SCAN -> session.walk(number, Workload.LONG_WALK, Session.Walk.COPIED) > 0;
            case SCAN_BACK -> session.walk(number, Workload.LONG_WALK, Session.Walk.BACKWARD) > 0;
            case SCAN_VIEWS -> session.walk(number, Workload.LONG_WALK, Session.Walk.VIEWED) > 0;
            case PUT, PUT_BATCH, MIXED -> throw new IllegalArgumentException(workload.name());
        };
        require(isRight, peer, number);
    }

    /// Some of the entries, in no order either.
    private long[] numbersOf(long seed) {
        for (int i = 0; i < together.length; i++) {
            together[i] = numberOf(seed + (i + 1) * MIX);
        }
        return together;
    }

    /// Any of the entries, in no order that a processor could guess.
    private long numberOf(long state) {
        long mixed = (state ^ (state >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return Math.unsignedMultiplyHigh(mixed ^ (mixed >>> 31), entries);
    }

    private static void require(boolean isRight, Peer peer, long number) {
        if (!isRight) {
            throw new IllegalStateException(
                    peer.name() + ": entry " + number + " was not there, was there, or had another value");
        }
    }
}
