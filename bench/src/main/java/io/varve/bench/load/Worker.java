package io.varve.bench.load;

import io.varve.bench.results.Row;
import io.varve.bench.stores.Session;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// One thread of a round: takes turns until the time or the turns are used up.
final class Worker {
    /// Of a workload that only reads, one turn of so many is timed: a look at the clock takes as long as some gets.
    private static final int READS_PER_TIMED = 16;

    private static final long PART_NANOS = TimeUnit.MILLISECONDS.toNanos(Row.TIMELINE_MILLIS);

    private final Load load;
    private final Dice dice;
    private final AtomicLong turnsLeft;
    private final long measured;
    private final long end;
    private final Histogram latencies = new Histogram(3);
    private final long[] timeline;
    private long taken;
    private long turns;
    private long ended;

    /// @param turnsLeft of all threads together
    /// @param measured when warming up ends
    Worker(Load load, Dice dice, AtomicLong turnsLeft, long measured, long end) {
        this.load = load;
        this.dice = dice;
        this.turnsLeft = turnsLeft;
        this.measured = measured;
        this.end = end;
        this.timeline = new long[(int) ((end - measured) / PART_NANOS) + 1];
        this.ended = measured;
    }

    Worker run(Session session) {
        int perTimed = load.isLong() ? 1 : READS_PER_TIMED;
        long now = System.nanoTime();
        while ((now - end < 0 || turns == 0) && turnsLeft.addAndGet(-perTimed) >= 0) {
            for (int i = 1; i < perTimed; i++) {
                load.turn().take(session, dice);
            }
            long started = perTimed == 1 ? now : System.nanoTime();
            load.turn().take(session, dice);
            taken += perTimed;
            now = System.nanoTime();
            long since = now - measured;
            // One at least, however late it ended: a stall as long as the time is no reason to have measured nothing.
            if (since >= 0 && (now - end < 0 || turns == 0)) {
                latencies.recordValue(now - started);
                timeline[(int) Math.min(since / PART_NANOS, timeline.length - 1)] += perTimed;
                turns += perTimed;
                ended = now;
            }
        }
        return this;
    }

    Histogram latencies() {
        return latencies;
    }

    /// Turns by part of the measured time.
    long[] timeline() {
        return timeline;
    }

    long turns() {
        return turns;
    }

    /// All turns, those of warming up included.
    long taken() {
        return taken;
    }

    /// When the last measured turn ended.
    long ended() {
        return ended;
    }
}
