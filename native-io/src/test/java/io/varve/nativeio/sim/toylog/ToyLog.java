package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.jspecify.annotations.Nullable;

/// A log with a writer of its own: clients append and wait, the writer writes and syncs them in groups.
///
/// **Promises:** an append that was ACKED survives every crash; what survives is a prefix of what was
/// appended; after the first failure nothing is written any more.
final class ToyLog implements Agent {
    private static final int MOST_IN_A_GROUP = 4;

    private static final class Append {
        final String payload;
        final Object waiter;

        @Nullable
        Outcome outcome;

        Append(String payload, Object waiter) {
            this.payload = payload;
            this.waiter = waiter;
        }
    }

    private final ToyFormat format = new ToyFormat();
    private final Deque<Append> queue = new ArrayDeque<>();
    private final Scheduler scheduler;
    private final Region buffer;
    private final ToyBug bug;
    private final DiskFile file;
    private final long number;
    private final Worker writer;
    private long lastSequence;
    private boolean isFailed;

    /// Goes on where recovery ended.
    ToyLog(ToyRecovery recovery, Scheduler scheduler, Region buffer, ToyBug bug) {
        this.scheduler = scheduler;
        this.buffer = buffer;
        this.bug = bug;
        this.file = recovery.file();
        this.number = recovery.number();
        this.lastSequence = recovery.records().size();
        this.writer = scheduler.start(this, NoOpIdleStrategy.INSTANCE);
    }

    /// Appends, and waits until the outcome is known.
    Outcome append(String payload) {
        Append append = new Append(payload, scheduler.self());
        queue.addLast(append);
        writer.wake();
        scheduler.await(() -> append.outcome != null, Scheduler.NEVER);
        Outcome outcome = append.outcome;
        return outcome == null ? Outcome.UNKNOWN : outcome;
    }

    void close() {
        writer.stop();
        writer.join(Scheduler.NEVER);
        file.close();
    }

    @Override
    public String roleName() {
        return "writer";
    }

    @Override
    public int doWork() {
        List<Append> group = new ArrayList<>();
        while (group.size() < MOST_IN_A_GROUP && !queue.isEmpty()) {
            group.add(queue.removeFirst());
        }
        if (!group.isEmpty()) {
            tell(group, write(group));
        }
        return group.size();
    }

    private Outcome write(List<Append> group) {
        long position = lastSequence * ToyFormat.RECORD_SIZE;
        int length = group.size() * ToyFormat.RECORD_SIZE;
        if (isFailed || position + length > ToyFormat.LOG_SIZE) {
            return Outcome.REJECTED;
        }
        for (int i = 0; i < group.size(); i++) {
            ToyRecord record = new ToyRecord(lastSequence + 1 + i, group.get(i).payload);
            format.encode(buffer, (long) i * ToyFormat.RECORD_SIZE, number, record);
        }
        isFailed = ToyRecovery.writeAll(file, buffer, length, position) < 0 || sync() < 0;
        lastSequence += group.size();
        return isFailed ? Outcome.UNKNOWN : Outcome.ACKED;
    }

    private int sync() {
        if (bug == ToyBug.NO_DATA_SYNC) {
            return 0;
        }
        int result = file.dataSync();
        return result < 0 && bug == ToyBug.RETRIES_A_FAILED_SYNC ? file.dataSync() : result;
    }

    private void tell(List<Append> group, Outcome outcome) {
        for (Append append : group) {
            append.outcome = outcome;
            if (bug != ToyBug.LOSES_A_WAKE_UP || append == group.getFirst()) {
                scheduler.unpark(append.waiter);
            }
        }
    }
}
