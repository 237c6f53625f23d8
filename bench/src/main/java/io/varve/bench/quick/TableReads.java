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
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
    private final long[] together = new long[Workload.TOGETHER];
    private final List<Peer> peers = new ArrayList<>();

    /// Opens a store in an empty directory.
    @FunctionalInterface
    interface Opener {
        Peer open(Path directory) throws ProbeException;
    }

    /// @param entries in each of the stores
    TableReads(Path folder, Workload.Layout layout, Entries kind, long entries) {
        this.folder = folder;
        this.layout = layout;
        this.kind = kind;
        this.entries = entries;
        this.next = new AtomicLong(entries);
    }

    /// Opens one and fills it.
    void add(String name, Opener opener) throws IOException, ProbeException {
        Peer peer = opener.open(Files.createDirectory(folder.resolve(name)));
        peers.add(peer);
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

    /// Figures of all rounds, for one store after the other.
    List<List<Figure>> measure(Workload workload, int rounds, long warmUpNanos, long nanos) {
        List<List<Figure>> figures = new ArrayList<>();
        peers.forEach(peer -> figures.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < peers.size(); i++) {
                if (workload.isWalk() && isProbe(peers.get(i))) {
                    continue;
                }
                try (Session session = peers.get(i).session(Level.PROCESS)) {
                    read(workload, peers.get(i), session, warmUpNanos, round);
                    figures.get(i).add(read(workload, peers.get(i), session, nanos, -1 - round));
                }
            }
        }
        return figures;
    }

    /// The same of a workload that writes, too: new entries beside those that are read.
    List<List<Figure>> measureMixed(Workload workload, int rounds, long warmUpNanos, long nanos)
            throws InterruptedException {
        List<List<Figure>> figures = new ArrayList<>();
        peers.forEach(peer -> figures.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < peers.size(); i++) {
                if (!isProbe(peers.get(i))) {
                    figures.get(i).add(new Crowd(workload, peers.get(i), next, entries).run(warmUpNanos, nanos));
                }
            }
        }
        return figures;
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
