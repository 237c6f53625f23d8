package io.varve.flush;

import io.varve.compaction.Asked;
import io.varve.compaction.Pick;
import io.varve.compaction.Picker;
import io.varve.compaction.Shape;
import io.varve.compaction.SortedRun;
import io.varve.error.FlushFailedException;
import io.varve.error.StoreException;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The merges: those that somebody asked for, in turn, and one for all who asked for the same before it began; those
/// that the shape of the tree asks for, beside each other; and, when hardly anything is written for some seconds,
/// those that give back the space that a tree takes to be written to cheaply.
///
/// A merge that fails keeps its inputs and installs nothing (I-78). Who asked is told; what nobody asked for is left
/// alone for a while, longer each time, and everything is when there is no room. No flush waits for a merge, nor fails
/// of one (W-D13).
///
/// None has a deadline (decision 106): one that stands still holds up what shares tables with it only, and the stats
/// show for how long it has been running.
///
/// **Owner:** the coordinator.
final class Merges {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /// How long it is sure of when the next table expires, at most: engine time may jump.
    private static final long LEAST_EXPIRY_MILLIS = 1000;

    /// How soon it looks again whether a snapshot has ended, which may have kept tombstones where they are.
    private static final long SNAPSHOT_NANOS = 10_000_000_000L;

    /// How soon it looks again for room on the disk while writes wait for that (P15).
    private static final long ROOM_NANOS = 500_000_000;

    /// The space that the store keeps for itself is used by merges that need half of it at most, so that they end with
    /// it, and a flush beside them; and by drops, which need next to none of it.
    private static final long RESERVE_PER_BYTE = 2;

    private static final long MOST_EXPIRY_NANOS = 60_000_000_000L;

    private final FlushConfig config;
    private final CompactionParts parts;
    private final Installs installs;
    private final Handover<MergeAttempt> handover;
    private final FlushTally tally;
    private final StoreHealth health;
    private final Clock clock;
    private final Quiet quiet;
    private final @Nullable Adapting adapting;
    private final Avoided avoided = new Avoided();
    private final Owed owed;
    private final Reserve reserve;
    private final List<Ticket> waiting = new ArrayList<>();
    private final List<MergeAttempt> running = new ArrayList<>();
    private Picker picker;
    private int failures;

    /// What the one who has waited longest waits for; null when it does not.
    private @Nullable Pick wanted;

    /// What the last one failed of; null when one has succeeded since.
    private @Nullable Throwable lastFailure;

    private long failedNanos;
    private long retryNanos = Scheduler.NEVER;
    private long expiryNanos = Scheduler.NEVER;

    /// When it is looked again whether the store is hardly written to.
    private long quietNanos = Scheduler.NEVER;

    /// Whether there may be something to pick that was not there at the last look.
    private boolean isChanged = true;

    private boolean isDebtOld = true;

    Merges(
            FlushConfig config,
            CompactionParts parts,
            Installs installs,
            Handover<MergeAttempt> handover,
            FlushTally tally,
            StoreHealth health,
            Reserve reserve,
            LongSupplier activeBytes,
            Clock clock) {
        this.config = config;
        this.parts = parts;
        this.picker = new Picker(parts.config());
        this.reserve = reserve;
        this.owed = new Owed(parts, reserve);
        this.installs = installs;
        this.handover = handover;
        this.tally = tally;
        this.health = health;
        this.clock = clock;
        this.adapting = parts.adapting();
        this.quiet = new Quiet(activeBytes, parts.config().flushBytes(), clock.nanoTime());
    }

    /// Adds somebody who waits for a merge of what is in tables now.
    void add(Ticket ticket) {
        waiting.add(ticket);
    }

    /// A memtable became a table.
    void onFlushed() {
        quiet.begin(clock.nanoTime());
        onInstalled();
    }

    private void onInstalled() {
        isChanged = true;
        isDebtOld = true;
    }

    /// Sees what time has brought, so that no duty is left that was due: whoever waits would not rest.
    private void look() {
        long now = clock.nanoTime();
        isChanged |= avoided.release(now) || now >= expiryNanos || now >= retryNanos || now >= quietNanos;
        expiryNanos = now >= expiryNanos ? Scheduler.NEVER : expiryNanos;
        retryNanos = now >= retryNanos ? Scheduler.NEVER : retryNanos;
        quietNanos = now >= quietNanos ? Scheduler.NEVER : quietNanos;
    }

    /// Begins what is to be begun.
    ///
    /// @param oldestRotation that is not installed: no table of it or above takes part (D-16)
    /// @param mayInstall false when nothing can be for a moment
    int begin(long oldestRotation, boolean mayInstall) {
        look();
        if (!mayInstall) {
            return 0;
        }
        endCancelled();
        adapt(oldestRotation);
        int begun = beginAsked(oldestRotation) + beginPicked(oldestRotation);
        if (isDebtOld) {
            isDebtOld = false;
            owed.count(shape(oldestRotation));
        }
        setPace();
        return begun;
    }

    /// Has the limits of levels follow what is asked of the store (I-100).
    private void adapt(long oldestRotation) {
        long now = clock.nanoTime();
        Picker other = adapting == null || !adapting.isDue(now) ? null : adapting.look(now, shape(oldestRotation));
        if (other != null && adapting != null) {
            picker = other;
            isChanged = true;
            tally.onAdapted(adapting.now());
        }
    }

    private void setPace() {
        if (!isPicking()) {
            owed.setPaceWithoutMerges();
            return;
        }
        boolean isToBeTried = retryNanos != Scheduler.NEVER || avoided.nextNanos() != Scheduler.NEVER;
        owed.setPace(running, avoided, isToBeTried, !waiting.isEmpty(), lastFailure, failures);
        if (owed.isHolding() && retryNanos != Scheduler.NEVER) {
            retryNanos = Math.min(retryNanos, failedNanos + ROOM_NANOS);
        }
    }

    /// A merger has given one back.
    ///
    /// @param isOver whether nothing may be installed any more
    void onBack(MergeAttempt back, boolean isOver) {
        tally.onMergeOver();
        Built built = back.built();
        boolean isStray = !running.remove(back);
        onInstalled();
        if (built == null) {
            fail(back.plan().pick(), back.tickets(), back.failure());
        } else if (isStray) {
            built.discard();
        } else if (isOver) {
            built.discard();
            // They are told with all others.
            waiting.addAll(back.tickets());
        } else {
            install(back, built);
        }
    }

    /// Nothing is wanted any more.
    void end(StoreException why) {
        for (MergeAttempt left : running) {
            left.abandon();
            left.tickets().forEach(ticket -> ticket.fail(why));
        }
        running.clear();
        waiting.forEach(ticket -> ticket.fail(why));
        waiting.clear();
    }

    /// Whether nobody waits for one.
    boolean isEmpty() {
        for (MergeAttempt attempt : running) {
            if (!attempt.tickets().isEmpty()) {
                return false;
            }
        }
        return waiting.isEmpty();
    }

    /// Whether there is more to do now, for who has no threads for it.
    boolean isBusy() {
        return !running.isEmpty() || (isPicking() && isChanged && retryNanos == Scheduler.NEVER);
    }

    /// When it is to be looked at again what can be merged.
    long nextDuty(long roundNanos) {
        if (!isPicking()) {
            return Scheduler.NEVER;
        }
        long adaptNanos = adapting == null ? Scheduler.NEVER : adapting.nextNanos(roundNanos);
        long forTrees = Math.min(Math.min(expiryNanos, quietNanos), adaptNanos);
        return Math.min(Math.min(retryNanos, avoided.nextNanos()), forTrees);
    }

    private boolean isPicking() {
        return parts.config().isEnabled();
    }

    /// For the first who waits, and all who want the same. While what they want takes part in something else, others
    /// are picked around it.
    private int beginAsked(long oldestRotation) {
        wanted = null;
        if (waiting.isEmpty()) {
            return 0;
        }
        List<Ticket> joined = new ArrayList<>();
        for (Ticket ticket : waiting) {
            if (ticket.asked().equals(waiting.getFirst().asked())) {
                joined.add(ticket);
            }
        }
        Step step = nextStep(joined, oldestRotation);
        if (step.pick() != null && (!hasPlace() || isExcluded(step.pick()))) {
            wanted = step.pick();
            return 0;
        }
        try {
            if (step.pick() == null) {
                joined.forEach(ticket -> ticket.succeed(installs.snapshotId()));
            } else {
                begin(step.pick(), joined, !step.isLast());
            }
        } finally {
            // Not before: when something is thrown here, they are told with all who wait.
            waiting.removeAll(joined);
            for (Ticket ticket : joined) {
                if (!ticket.isDone() && !isJoined(ticket)) {
                    waiting.add(ticket);
                }
            }
        }
        return 1;
    }

    /// @param pick null when all is as they want it
    private record Step(@Nullable Pick pick, boolean isLast) {}

    /// What they want; where that is a long job, level 0 goes down by itself before, as far as there was something
    /// then: writes are not held for it meanwhile (I-94).
    private Step nextStep(List<Ticket> joined, long oldestRotation) {
        Asked asked = joined.getFirst().asked();
        Shape shape = installs.shape(
                oldestRotation,
                picks(),
                Avoided.tablesOf(picks()),
                parts.merging().oldestSnapshot(),
                parts.merging().purgeTime());
        List<SortedRun> level0 = shape.level(0);
        long newest = level0.isEmpty() ? 0 : level0.getFirst().number();
        long wantedTo = 0;
        for (Ticket ticket : joined) {
            wantedTo = Math.max(wantedTo, ticket.markNewestFlush(newest));
        }
        Pick whole = asked.pick(shape);
        if (!isPicking() || whole == null || whole.bytes() <= parts.config().jobBytes()) {
            return new Step(whole, true);
        }
        boolean isLevel0Down = level0.isEmpty() || level0.getLast().number() > wantedTo;
        if (isLevel0Down) {
            return new Step(asked.pick(shape.below0()), true);
        }
        Pick down = picker.ofLevel0(shape);
        return down == null ? new Step(whole, true) : new Step(down, false);
    }

    /// Whether any merge can be begun. One more place is for what comes out of level 0: it waits for no other merge,
    /// however long that is, or writes would be held for it (I-94).
    private boolean hasPlace() {
        return running.size() < (config.hasThreads() ? parts.threads() : 1) && handover.hasRoom();
    }

    private boolean isExcluded(Pick pick) {
        for (MergeAttempt attempt : running) {
            if (pick.excludes(attempt.plan().pick())) {
                return true;
            }
        }
        return false;
    }

    private List<Pick> picks() {
        List<Pick> picks = new ArrayList<>();
        running.forEach(attempt -> picks.add(attempt.plan().pick()));
        return picks;
    }

    private boolean isJoined(Ticket ticket) {
        for (MergeAttempt attempt : running) {
            if (attempt.tickets().contains(ticket)) {
                return true;
            }
        }
        return false;
    }

    private int beginPicked(long oldestRotation) {
        if (!isPicking()) {
            return 0;
        }
        int begun = 0;
        while (isChanged && retryNanos == Scheduler.NEVER && handover.hasRoom() && health.failure() == null) {
            Shape shape = shape(oldestRotation);
            Pick pick = hasPlace() ? picker.next(shape) : picker.ofLevel0IfDue(shape);
            pick = pick == null && hasPlace() ? whenQuiet(shape) : pick;
            if (pick == null) {
                isChanged = false;
                expiryNanos = nextExpiry(shape, clock.nanoTime());
            } else {
                begin(pick, List.of(), false);
                begun++;
            }
        }
        return begun;
    }

    /// What a tree is to have merged that is in shape but loose, once nobody writes (I-87). Never in the turn of a
    /// caller, who waits for something else.
    private @Nullable Pick whenQuiet(Shape shape) {
        quietNanos = Scheduler.NEVER;
        if (!config.hasThreads() || !picker.isLoose(shape)) {
            return null;
        }
        if (quiet.isQuiet(clock.nanoTime())) {
            return picker.settle(shape);
        }
        quietNanos = quiet.nextNanos();
        return null;
    }

    private static long nextExpiry(Shape shape, long now) {
        long millis = shape.nextExpiry();
        boolean isRead = shape.oldestSnapshot() != Long.MAX_VALUE;
        if (millis == Long.MAX_VALUE) {
            return isRead ? now + SNAPSHOT_NANOS : Scheduler.NEVER;
        }
        // The time of purges stands still while a snapshot is open, or the clock is not believed.
        long wait = Math.clamp(
                millis - Math.max(0, shape.purgeMillis()), LEAST_EXPIRY_MILLIS, MOST_EXPIRY_NANOS / NANOS_PER_MILLI);
        return now + Math.min(wait * NANOS_PER_MILLI, isRead ? SNAPSHOT_NANOS : MOST_EXPIRY_NANOS);
    }

    /// @param isStep whether those who wait want more
    private void begin(Pick pick, List<Ticket> tickets, boolean isStep) {
        try {
            MergePlan plan = installs.plan(pick);
            if (pick.kind() == Pick.Kind.MERGE) {
                give(plan, tickets, isStep);
            } else {
                tally.onMoved(plan, installs.move(plan));
                onSuccess();
                onInstalled();
            }
        } catch (StoreException refused) {
            requireWhole();
            fail(pick, tickets, refused);
        }
    }

    private void give(MergePlan plan, List<Ticket> tickets, boolean isStep) {
        List<Long> numbers = new ArrayList<>();
        for (int i = parts.merging().tablesOf(plan); i > 0; i--) {
            numbers.add(installs.nextFileNumber());
        }
        MergeAttempt attempt = new MergeAttempt(plan, parts.merging(), numbers, tickets, isStep);
        running.add(attempt);
        handover.give(attempt);
        tally.onMergeBegun();
    }

    private void install(MergeAttempt attempt, Built built) {
        try {
            long id = installs.installMerge(attempt.plan(), built);
            onSuccess();
            tally.onMerged(attempt.plan(), built, id);
            if (attempt.isStep()) {
                waiting.addAll(0, attempt.tickets());
            } else {
                attempt.tickets().forEach(ticket -> ticket.succeed(id));
            }
        } catch (StoreException refused) {
            if (requireWhole()) {
                built.discard();
            } else {
                // The edit may be durable, and then the tables must be there.
                built.leave();
            }
            fail(attempt.plan().pick(), attempt.tickets(), refused);
        } catch (RuntimeException | Error unexpected) {
            // Readers may have the tables: they stay where they are, and open. Who waits is told with all others.
            waiting.addAll(attempt.tickets());
            throw unexpected;
        }
    }

    private void onSuccess() {
        failures = 0;
        lastFailure = null;
    }

    /// Whether more can be installed; when not, the store has failed.
    private boolean requireWhole() {
        StoreException broken = installs.failure();
        if (broken != null) {
            health.fail(broken);
        }
        return broken == null;
    }

    private void fail(Pick pick, List<Ticket> tickets, Throwable cause) {
        tally.onMergeFailed(cause, tickets.isEmpty());
        long needed = pick.kind() == Pick.Kind.DROP ? 0 : RESERVE_PER_BYTE * pick.bytes();
        if (reserve.use(cause, needed)) {
            waiting.addAll(0, tickets);
            isChanged = true;
            return;
        }
        StoreException told = new FlushFailedException(config.directory(), 1, cause);
        tickets.forEach(ticket -> ticket.fail(told));
        if (tickets.isEmpty()) {
            // Several that fail for want of the same room are one failure.
            failures += retryNanos == Scheduler.NEVER ? 1 : 0;
            lastFailure = cause;
            failedNanos = clock.nanoTime();
            long retry = clock.nanoTime() + parts.backoff().nanosAfter(failures);
            if (Causes.isForWantOfRoom(cause)) {
                retryNanos = retry;
            } else {
                avoided.add(pick, retry, cause, failures);
            }
        }
    }

    private void endCancelled() {
        waiting.removeIf(Merges::isEnded);
        for (MergeAttempt attempt : running) {
            attempt.tickets().forEach(Merges::isEnded);
            if (attempt.isUnwanted()) {
                attempt.abandon();
            }
        }
    }

    private static boolean isEnded(Ticket ticket) {
        if (ticket.isCancelled()) {
            ticket.fail(new CancellationException("the merge was cancelled"));
        }
        return ticket.isCancelled();
    }

    /// As it is for what nobody asked for.
    private Shape shape(long oldestRotation) {
        List<Pick> picks = picks();
        if (wanted != null) {
            picks.add(wanted);
        }
        return installs.shape(
                oldestRotation,
                picks,
                avoided.with(picks),
                parts.merging().oldestSnapshot(),
                parts.merging().purgeTime());
    }
}
