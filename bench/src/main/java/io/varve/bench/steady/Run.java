package io.varve.bench.steady;

import io.varve.bench.probe.Usage;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/// One store: filled, overwritten for a while unmeasured, so that its tree has its shape, then measured, and given time
/// to come to rest, which counts as its work too.
final class Run {
    private static final long SAMPLE_NANOS = 500_000_000;
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    private static final int SETTLED_LOOKS = 5;
    private static final int LOOK_MILLIS = 100;

    /// How many puts go by between two looks at the clock for the size on disk.
    private static final int PUTS_PER_LOOK = 1024;

    private final Peer peer;
    private final Session session;
    private final Path directory;
    private final long keys;
    private final long entryBytes;
    private final SplittableRandom random = new SplittableRandom(7);
    private final Histogram latencies = new Histogram(3);
    private long peak;

    /// What came of it.
    ///
    /// @param nanos that the puts took
    /// @param used until it came to rest
    /// @param restNanos that it took for that after the last put; below 0 when it never did
    /// @param end bytes of data files then
    /// @param peak most bytes of data files that were seen while puts went on
    record Result(
            long puts,
            long nanos,
            Usage used,
            long restNanos,
            long end,
            long peak,
            Histogram latencies,
            String remark) {}

    Run(Peer peer, Session session, Path directory, long keys, long entryBytes) {
        this.peer = peer;
        this.session = session;
        this.entryBytes = entryBytes;
        this.directory = directory;
        this.keys = keys;
    }

    /// @param times how often every key is overwritten while it is measured, on average
    /// @param rate of puts per second; 0 for as fast as it goes
    Result measure(int times, double rate) throws InterruptedException {
        for (long i = 0; i < keys; i++) {
            session.put(i);
        }
        for (long i = 0; i < keys; i++) {
            session.put(random.nextLong(keys));
        }
        rest();
        peer.onBegin();
        Usage before = Usage.now();
        long began = System.nanoTime();
        overwrite(keys * times, rate, began);
        long nanos = System.nanoTime() - began;
        long rest = rest();
        Usage used = Usage.now().since(before);
        String remark = peer.remark(used.writtenBytes(), keys * times * entryBytes);
        return new Result(keys * times, nanos, used, rest, peer.bytesOnDisk(directory), peak, latencies, remark);
    }

    private void overwrite(long puts, double rate, long began) {
        long look = began;
        for (long i = 0; i < puts; i++) {
            long due = rate == 0 ? System.nanoTime() : began + (long) (i * 1e9 / rate);
            while (rate != 0 && System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            session.put(random.nextLong(keys));
            long now = System.nanoTime();
            latencies.recordValue(Math.max(0, now - due));
            if (i % PUTS_PER_LOOK == 0 && now - look > SAMPLE_NANOS) {
                look = now;
                peak = Math.max(peak, peer.bytesOnDisk(directory));
            }
        }
    }

    private long rest() throws InterruptedException {
        long began = System.nanoTime();
        int looks = 0;
        while (looks < SETTLED_LOOKS) {
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                return -1;
            }
            Thread.sleep(LOOK_MILLIS);
            looks = peer.isSettled() && peer.isSlim() ? looks + 1 : 0;
        }
        return System.nanoTime() - began - (long) SETTLED_LOOKS * LOOK_MILLIS * 1_000_000;
    }
}
