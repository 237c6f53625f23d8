package io.varve.bench.openloop;

import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/// One thread of an open loop: puts at the instants of its schedule. When a put ends after the next one's
/// instant, the next one begins at once, and its latency counts from its instant on.
final class Sender {
    /// For so long, and for this part of the interval, a thread may look at the clock before its instant.
    private static final long LONGEST_SPIN = 20_000;

    private static final double SPIN_PART = 0.125;

    private final Schedule schedule;
    private final Time time;
    private final LongConsumer put;
    private final Histogram latencies = new Histogram(3);
    private final Histogram lags = new Histogram(3);
    private long done;
    private long unsent;

    Sender(Schedule schedule, Time time, LongConsumer put) {
        this.schedule = schedule;
        this.time = time;
        this.put = put;
    }

    /// Works through the schedule.
    Sender run() {
        long spin = (long) Math.min(LONGEST_SPIN, schedule.interval() * SPIN_PART);
        long index = 0;
        for (long instant = schedule.instant(0); instant - schedule.end() < 0; instant = schedule.instant(++index)) {
            long now = time.now();
            if (now - schedule.patience() >= 0) {
                unsent++;
                record(latencies, instant, now);
                continue;
            }
            if (now - instant < 0) {
                time.waitUntil(instant, spin);
                record(lags, instant, time.now());
            }
            put.accept(index);
            long ended = time.now();
            record(latencies, instant, ended);
            if (ended - schedule.measured() >= 0 && ended - schedule.end() < 0) {
                done++;
            }
        }
        return this;
    }

    /// Nanoseconds from the instants to the ends of the puts; of a put that was given up, how long it had
    /// waited by then, so that what was not done is not left out.
    Histogram latencies() {
        return latencies;
    }

    /// Nanoseconds from the instants to the beginnings, of the puts that no earlier one held up: what is the
    /// driver's part of the latencies, and not the store's.
    Histogram lags() {
        return lags;
    }

    /// Puts that ended between the end of the warm-up and the end of the schedule.
    long done() {
        return done;
    }

    /// Puts that were given up because the store was too far behind.
    long unsent() {
        return unsent;
    }

    private void record(Histogram into, long instant, long now) {
        if (instant - schedule.measured() >= 0) {
            into.recordValue(Math.max(0, now - instant));
        }
    }
}
