package io.varve.flush;

import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.view.FrozenMemTable;
import io.varve.write.Doorbell;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/// Sees every rotation through to a durable table: gives memtables to streamers, takes tables back, installs them,
/// tries again what failed, and answers who asked. The only thread that installs, and so the only one that changes
/// the manifest.
///
/// **Owner:** one thread at a time: its own, or in a store without background threads the caller that has the turn.
///
/// **Promises:** every rotation is completed exactly once (I-20). Tables are installed in the order of their
/// rotations; one may overtake others only behind a sync of the log that was asked for after its freeze: the log
/// is kept from the oldest uninstalled memtable on, and so has all of it (D-16, W-A4). A failure, a stall or an
/// exception concerns its own memtable, which waits and is tried again; it never blocks its successors. After
/// the store has failed nothing is installed.
final class Coordinator implements Agent {
    /// How soon it looks whether the names of tables are durable.
    private static final long LOOK_NANOS = 200_000;

    /// How soon it looks whether readers have left what is no longer needed.
    private static final long REAP_NANOS = 20_000_000;

    /// How soon it looks again for room, at most: writes go on within a second after there is some (P15).
    private static final long ROOM_NANOS = 500_000_000;

    private final FlushConfig config;
    private final RotationQueue rotations;
    private final Jobs jobs;
    private final Handover<FlushAttempt> handover;
    private final Streams streams;
    private final Merges merges;
    private final Handover<MergeAttempt> mergeHandover;
    private final Installs installs;
    private final Tickets tickets;
    private final StoreHealth health;
    private final Age age;
    private final Promises promises;
    private final Reserve reserve;
    private final FlushTally tally;
    private final Doorbell own;
    private final Clock clock;
    private final BooleanSupplier hasWork = this::hasWork;
    private long lookAgainNanos = Scheduler.NEVER;

    /// When the last round began: what fell due since was not seen by it.
    private long roundNanos;

    private boolean isUnsure;
    private volatile boolean isStopping;
    private boolean isStopSeen;
    private volatile boolean hasStopped;

    Coordinator(Parts parts, List<FrozenMemTable> found) {
        this.config = parts.config();
        this.rotations = parts.rotations();
        this.handover = parts.handover();
        this.streams = parts.streams();
        this.merges = parts.merges();
        this.mergeHandover = parts.mergeHandover();
        this.installs = parts.installs();
        this.tickets = parts.tickets();
        this.health = parts.health();
        this.age = parts.age();
        this.reserve = parts.reserve();
        this.promises = new Promises(parts.installs(), parts.health(), parts.tally(), parts.clock());
        this.tally = parts.tally();
        this.own = parts.own();
        this.clock = parts.clock();
        this.jobs = new Jobs(found);
    }

    /// What it works with; a record only because there are many.
    record Parts(
            FlushConfig config,
            RotationQueue rotations,
            Handover<FlushAttempt> handover,
            Streams streams,
            Handover<MergeAttempt> mergeHandover,
            Merges merges,
            Installs installs,
            Tickets tickets,
            StoreHealth health,
            Reserve reserve,
            Age age,
            FlushTally tally,
            Doorbell own,
            Clock clock) {}

    @Override
    public String roleName() {
        return "varve-install";
    }

    @Override
    public int doWork() {
        int worked = work();
        if (hasStopped) {
            throw new AgentTerminationException();
        }
        if (worked == 0) {
            awaitWork();
        }
        return 1;
    }

    private void awaitWork() {
        try {
            own.await(hasWork, nextDuty());
        } catch (Throwable unexpected) {
            onUnexpected(unexpected);
        }
    }

    /// Waits, in a store without threads for it, until a ticket has ended or there is something to do.
    ///
    /// @return false when the deadline came first
    boolean await(Ticket ticket, long deadlineNanos) {
        long duty = nextDuty();
        return own.await(() -> ticket.isDone() || hasWork(), Math.min(deadlineNanos, duty)) || duty < deadlineNanos;
    }

    /// One round of all there is to do. Whatever is thrown here ends the store, not only this thread: nobody is
    /// left waiting (W-A3).
    int work() {
        try {
            return hasStopped ? turnAway() : round();
        } catch (Throwable unexpected) {
            return onUnexpected(unexpected);
        }
    }

    /// What was thrown on another thread of flushes, which goes on. Of any thread.
    void onThrownElsewhere(Throwable unexpected) {
        health.fail(new StoreFailedException(config.directory(), unexpected));
        own.ring();
    }

    private int onUnexpected(Throwable unexpected) {
        StoreException told = new StoreFailedException(config.directory(), unexpected);
        health.fail(told);
        // It may be thrown again in every round, so those who wait are told here.
        tickets.failAll(told);
        merges.end(told);
        concludeStop();
        return 0;
    }

    /// Makes it end what runs and begin nothing more; tickets that are not done yet end with an exception.
    void stop() {
        isStopping = true;
        own.ring();
    }

    /// Whether it has nothing running any more.
    boolean hasStopped() {
        return hasStopped;
    }

    /// Whether there is more to merge now, for who has no threads for it.
    boolean isMerging() {
        return !hasStopped && health.failure() == null && merges.isBusy();
    }

    /// Whether a memtable may be tried at once that waits after a failure: somebody asks for it.
    void hurry() {
        jobs.hurry();
    }

    /// Who comes after the end.
    private int turnAway() {
        tickets.failAll(new StoreClosedException(config.directory()));
        return 0;
    }

    private int round() {
        roundNanos = clock.nanoTime();
        lookAgainNanos = Scheduler.NEVER;
        isUnsure = false;
        // In this order, and before the rotations are taken: what was frozen by then is among them. Else a ticket would
        // end whose rotation nobody here knows of yet.
        tickets.onCancelledSeen();
        RotationQueue.Refusal refusal = rotations.refusal();
        long served = rotations.served();
        RotationMark last = rotations.last();
        long synced = rotations.synced();
        int worked = takeRotations() + takeBack() + giveUpStalled();
        StoreException broken = installs.failure();
        if (broken != null) {
            health.fail(broken);
        }
        StoreException failure = health.failure();
        if (failure != null || isStopping) {
            return worked + end(failure);
        }
        worked += installReady(synced) + dispatch() + age.check(jobs.isDone());
        // What waits for space comes before what is kept of it.
        worked += jobs.isDone() && reserve.keep() ? 1 : 0;
        worked += merges.begin(jobs.oldestRotation(), !isUnsure);
        worked += tickets.settle(served, last, jobs.oldestRotation(), this::end);
        if (refusal.request() > served) {
            tickets.refuse(refusal.request(), new FlushFailedException(config.directory(), 0, refused(refusal)));
        }
        worked += promises.keep() + installs.reap();
        if (installs.hasToReap()) {
            lookAgainNanos = Math.min(lookAgainNanos, clock.nanoTime() + REAP_NANOS);
        }
        return worked;
    }

    private static StoreException refused(RotationQueue.Refusal refusal) {
        return new WriteRejectedException(refusal.why());
    }

    private int takeRotations() {
        int taken = 0;
        for (Job job = rotations.poll(); job != null; job = rotations.poll()) {
            jobs.add(job);
            age.onRotated();
            tally.onRotated(job.frozen());
            taken++;
        }
        return taken;
    }

    private int takeBack() {
        int taken = 0;
        for (FlushAttempt back = handover.takeBack(); back != null; back = handover.takeBack()) {
            onBack(back);
            taken++;
        }
        if (isToWaitForNames()) {
            return taken;
        }
        boolean isOver = isStopping || health.failure() != null || installs.failure() != null;
        for (MergeAttempt back = mergeHandover.takeBack(); back != null; back = mergeHandover.takeBack()) {
            merges.onBack(back, isOver);
            taken++;
        }
        return taken;
    }

    /// Whether nothing can be installed for a moment. To be asked before [Installs#failure()]: a sync of names that
    /// has ended has said by then whether it failed.
    private boolean isToWaitForNames() {
        isUnsure = installs.isUnsure();
        if (isUnsure) {
            lookAgainNanos = Math.min(lookAgainNanos, clock.nanoTime() + LOOK_NANOS);
        }
        return isUnsure;
    }

    private void onBack(FlushAttempt back) {
        Job job = back.job();
        Built built = back.built();
        if (job.running() != back) {
            job.onStrayReturned();
            if (built == null) {
                tally.onStrayFailed(job, back.failure());
            } else {
                built.discard();
            }
            retireOver();
        } else if (built != null) {
            job.onStreamed(built);
            tally.onStreamed(job);
        } else {
            onFailed(job, back.failure());
        }
    }

    private int giveUpStalled() {
        int stalled = 0;
        long now = clock.nanoTime();
        for (Job job : jobs) {
            FlushAttempt running = job.running();
            if (running != null && now - running.deadlineNanos() >= 0) {
                job.onStray();
                onFailed(job, Causes.stalled(config.streamNanos()));
                stalled++;
            }
        }
        return stalled;
    }

    private int installReady(long synced) {
        int installed = 0;
        if (isToWaitForNames() || installs.failure() != null) {
            return 0;
        }
        long now = clock.nanoTime();
        for (Job job : jobs) {
            Built built = job.built();
            if (built != null && now >= job.retryNanos() && mayInstall(job, synced)) {
                installed += install(job, built) ? 1 : 0;
            }
        }
        if (installed > 0) {
            retireOver();
        }
        return installed;
    }

    /// In order; or out of order, when a crash would find all of it in the log, which is kept for those before.
    private boolean mayInstall(Job job, long synced) {
        if (job.rotation() == jobs.oldestRotation()) {
            return true;
        }
        if (!jobs.isBehindFailure(job) || !installs.mayOvertake()) {
            return false;
        }
        if (job.logEnd() == null) {
            return true;
        }
        if (job.syncRequest() == 0) {
            // That its operations are durable is not enough: the end that the edit names may be that of a mark.
            job.onSyncAsked(rotations.askSync());
        }
        return synced >= job.syncRequest();
    }

    private boolean install(Job job, Built built) {
        long began = clock.nanoTime();
        try {
            boolean isNext = job.rotation() == jobs.oldestRotation();
            long id = installs.install(job.frozen(), built, isNext ? null : job.logEnd());
            job.onInstalled();
            merges.onFlushed();
            rotations.onFinished();
            rotations.setObstacle(jobs.obstacle());
            tally.onInstalled(job, built, id, clock.nanoTime() - began);
            StoreException broken = installs.failure();
            if (broken != null) {
                health.fail(broken);
            }
            return true;
        } catch (StoreException refused) {
            if (installs.failure() != null) {
                // The edit may be durable, and then the tables must be there.
                job.takeBuilt();
                built.leave();
            }
            onFailed(job, refused);
            return false;
        } catch (RuntimeException | Error unexpected) {
            // The edit may be durable, and readers may have the tables: they stay where they are, and open.
            job.takeBuilt();
            throw unexpected;
        }
    }

    private void retireOver() {
        for (Job job = jobs.takeOver(); job != null; job = jobs.takeOver()) {
            installs.retire(job.frozen());
        }
    }

    private int dispatch() {
        int given = 0;
        for (Job job = jobs.nextDue(clock.nanoTime()); job != null && handover.hasRoom(); ) {
            long number;
            try {
                number = installs.nextFileNumber();
            } catch (StoreException refused) {
                onFailed(job, refused);
                return given;
            }
            FlushAttempt attempt = new FlushAttempt(job, streams, number, clock.nanoTime() + config.streamNanos());
            job.begin(attempt);
            tally.onBegun(job);
            handover.give(attempt);
            given++;
            job = jobs.nextDue(clock.nanoTime());
        }
        return given;
    }

    /// It waits for its next attempt; too many failures that are not for want of room end the store (row 49).
    private void onFailed(Job job, Throwable cause) {
        StoreException broken = installs.failure();
        if (broken != null) {
            health.fail(broken);
            return;
        }
        boolean isFreed = reserve.use(cause);
        long grown = config.backoff().nanosAfter(job.failures() + 1);
        long wait = Causes.isForWantOfRoom(cause) ? Math.min(grown, ROOM_NANOS) : grown;
        if (isFreed) {
            // Whoever waits for it goes on waiting.
            job.onFailed(clock.nanoTime(), null);
            tally.onFailed(job, cause, 0);
            return;
        }
        job.onFailed(clock.nanoTime() + wait, Causes.obstacle(cause));
        rotations.setObstacle(jobs.obstacle());
        StoreException told = Causes.failed(config.directory(), job, cause);
        tally.onFailed(job, cause, wait);
        tickets.fail(job.rotation(), told);
        if (!Causes.isForWantOfRoom(cause) && job.failures() >= config.mostFailures()) {
            health.fail(told);
        }
    }

    private void end(Ticket ticket, long sequence) {
        String name = ticket.name();
        try {
            switch (ticket.kind()) {
                case FLUSH -> ticket.succeed(name == null ? installs.snapshotId() : installs.name(name, sequence));
                case DRAIN -> ticket.succeed(installs.snapshotId());
                case MERGE -> merges.add(ticket);
                case DROP -> {
                    installs.dropName(Objects.requireNonNull(name));
                    ticket.succeed(installs.snapshotId());
                }
            }
        } catch (StoreException | IllegalArgumentException refused) {
            if (reserve.use(refused)) {
                end(ticket, sequence);
                return;
            }
            ticket.fail(refused);
            StoreException broken = installs.failure();
            if (broken != null) {
                health.fail(broken);
            }
        }
    }

    /// Nothing new is begun or installed. What was streamed is discarded: its log is there.
    private int end(@Nullable StoreException failure) {
        jobs.forEach(job -> {
            job.onStray();
            discard(job.takeBuilt());
        });
        StoreException told = failure == null
                ? new StoreClosedException(config.directory())
                : new StoreFailedException(config.directory(), failure);
        tickets.failAll(told);
        merges.end(told);
        rotations.setObstacle(failure == null ? RejectionCause.CLOSED : RejectionCause.FAILED);
        int reaped = installs.reap();
        concludeStop();
        return reaped;
    }

    private void concludeStop() {
        isStopSeen = isStopping;
        hasStopped = isStopping && !handover.isAnyOut() && !mergeHandover.isAnyOut();
    }

    private static void discard(@Nullable Built built) {
        if (built != null) {
            built.discard();
        }
    }

    /// A round takes or sees all that this looks at, whatever it throws then: else it would look for ever.
    private boolean hasWork() {
        boolean isServed = tickets.hasNew() || rotations.hasNews() || tickets.hasCancelled();
        boolean isBack = handover.hasBack() || (!isUnsure && mergeHandover.hasBack());
        boolean isToTell = health.failure() != null && !(tickets.isEmpty() && merges.isEmpty());
        return (isStopping && !isStopSeen) || isBack || isServed || isToTell || isToPromise();
    }

    private boolean isToPromise() {
        return !isStopping && health.failure() == null && promises.isDue();
    }

    private long nextDuty() {
        if (hasStopped) {
            return Scheduler.NEVER;
        }
        if (isStopping || health.failure() != null) {
            // A merge that waits for the names of tables is out until they are known, and a stop waits for it.
            return isUnsure || installs.hasToReap() ? clock.nanoTime() + REAP_NANOS : Scheduler.NEVER;
        }
        long forTables = Math.min(jobs.nextDuty(roundNanos), age.nextDuty());
        long forTime = Math.min(lookAgainNanos, promises.nextDuty());
        forTime = jobs.isDone() ? Math.min(forTime, reserve.nextDuty()) : forTime;
        return Math.min(Math.min(forTime, merges.nextDuty(roundNanos)), forTables);
    }
}
