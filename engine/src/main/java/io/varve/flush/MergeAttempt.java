package io.varve.flush;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// One try at merging tables into a run.
final class MergeAttempt extends Attempt {
    private final MergePlan plan;
    private final Merging merging;
    private final List<Long> fileNumbers;

    /// Who waits for it; none when nobody asked.
    private final List<Ticket> tickets;

    /// Whether those who wait for it want more.
    private final boolean isStep;

    private final AtomicLong readBytes = new AtomicLong();

    /// @param fileNumbers for the tables of the run, in order; the last takes all that is left
    MergeAttempt(MergePlan plan, Merging merging, List<Long> fileNumbers, List<Ticket> tickets, boolean isStep) {
        this.isStep = isStep;
        this.plan = plan;
        this.merging = merging;
        this.fileNumbers = List.copyOf(fileNumbers);
        this.tickets = List.copyOf(tickets);
        tickets.forEach(ticket -> ticket.expect(plan.bytes()));
    }

    @Override
    Built make() throws Exception {
        return merging.merge(this);
    }

    MergePlan plan() {
        return plan;
    }

    List<Long> fileNumbers() {
        return fileNumbers;
    }

    List<Ticket> tickets() {
        return tickets;
    }

    boolean isStep() {
        return isStep;
    }

    /// Whether nobody of those who asked wants it any more.
    boolean isUnwanted() {
        for (Ticket ticket : tickets) {
            if (!ticket.isCancelled()) {
                return false;
            }
        }
        return !tickets.isEmpty();
    }

    /// So much more of the inputs is read.
    void onRead(long bytes) {
        long read = readBytes.addAndGet(bytes);
        for (int i = 0; i < tickets.size(); i++) {
            tickets.get(i).onProgress(read);
        }
    }

    /// What makes a run of tables. Implemented by [TableMerge]; by others in tests.
    interface Merging {
        /// How many tables a plan makes at most.
        int tablesOf(MergePlan plan);

        /// Makes the run; as [Attempt#make].
        Built merge(MergeAttempt attempt) throws Exception;

        /// The lowest sequence that somebody reads at; `Long.MAX_VALUE` when nobody does.
        long oldestSnapshot();

        /// The time by which what is over is over for everybody.
        long purgeTime();
    }
}
