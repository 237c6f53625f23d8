package io.varve;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.event.CommitCallback;
import io.varve.format.RecordKind;
import io.varve.write.Commits;
import io.varve.write.Submissions;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Writes that return before they have ended, from [Store#async()]. What a call was given was copied when it
/// returns.
///
/// Each write gets a *position*, which is its place in the order of all writes of this open, and nothing is
/// allocated for it. Whoever wants to know how it ended asks by the position, waits for it
/// ([#awaitVisible], [#awaitDurable]), gives a [CommitCallback], or takes a [CompletionStage].
///
/// Writes that are known by their position alone end in order: when one is acknowledged all before it are,
/// and only a store that fails, or closes while it has no room, leaves one out, and then all after it too. So
/// it is enough to wait for the last. A write with a callback may be rejected by itself, so it has no position to
/// ask by.
///
/// A close writes what was admitted before it.
public final class AsyncWrites {
    /// In place of a position: nothing was written, so all of it is visible and durable.
    public static final long NOTHING = -2;

    /// In place of a position: there was no room.
    public static final long NOT_ADMITTED = Submissions.NOT_ADMITTED;

    private static final WriteOptions USUAL = WriteOptions.asTheStore();
    private static final WriteOptions AT_ONCE = USUAL.within(Duration.ZERO);
    private static final MemorySegment NO_VALUE = MemorySegment.NULL;
    private static final byte[] NO_BYTES = {};

    private final Store store;
    private final WriteRules rules;
    private final @Nullable Submissions submissions;

    /// @param submissions null in a store that was opened read-only
    AsyncWrites(Store store, WriteRules rules, @Nullable Submissions submissions) {
        this.store = store;
        this.rules = rules;
        this.submissions = submissions;
    }

    /// Gives a key a value; waits for room only. Allocates nothing.
    ///
    /// @return the position
    public long put(MemorySegment key, MemorySegment value) {
        return admitted(submit(RecordKind.PUT, key, value, USUAL));
    }

    /// Gives a key a value; waits for room only. Allocates nothing.
    ///
    /// @return the position
    public long put(MemorySegment key, MemorySegment value, WriteOptions options) {
        return admitted(submit(RecordKind.PUT, key, value, options));
    }

    /// Gives a key a value; waits for room only.
    ///
    /// @return the position
    public long put(byte[] key, byte[] value) {
        return admitted(submit(RecordKind.PUT, key, value, USUAL));
    }

    /// Gives a key a value; waits for room only.
    ///
    /// @return the position
    public long put(byte[] key, byte[] value, WriteOptions options) {
        return admitted(submit(RecordKind.PUT, key, value, options));
    }

    /// Takes a key's value away; waits for room only. Allocates nothing.
    ///
    /// @return the position
    public long delete(MemorySegment key, WriteOptions options) {
        return admitted(submit(RecordKind.DELETE, key, NO_VALUE, options));
    }

    /// Takes a key's value away; waits for room only.
    ///
    /// @return the position
    public long delete(byte[] key, WriteOptions options) {
        return admitted(submit(RecordKind.DELETE, key, NO_BYTES, options));
    }

    /// Writes all operations of a batch, or none; waits for room only. The batch may be changed at once.
    ///
    /// @return the position; of an empty batch, [#NOTHING]
    public long write(WriteBatch batch, WriteOptions options) {
        return admitted(submit(batch, options));
    }

    /// Gives a key a value if there is room. Allocates nothing.
    ///
    /// @return the position, or [#NOT_ADMITTED]
    public long offer(MemorySegment key, MemorySegment value) {
        return submit(RecordKind.PUT, key, value, AT_ONCE);
    }

    /// Gives a key a value if there is room within the time of the options; `within(Duration.ZERO)` does not wait.
    ///
    /// @return the position, or [#NOT_ADMITTED]
    public long offer(MemorySegment key, MemorySegment value, WriteOptions options) {
        return submit(RecordKind.PUT, key, value, options);
    }

    /// Writes all operations of a batch, or none, if there is room within the time of the options.
    ///
    /// @return the position, or [#NOT_ADMITTED]; of an empty batch, [#NOTHING]
    public long offer(WriteBatch batch, WriteOptions options) {
        return submit(batch, options);
    }

    /// Gives a key a value, and calls back when that has ended; waits for room only.
    public void put(MemorySegment key, MemorySegment value, WriteOptions options, CommitCallback callback) {
        long expiry = rules.expiry(RecordKind.PUT, options);
        rules.check(key, value, expiry);
        call(
                (to, isSync, deadline) -> to.submit(RecordKind.PUT, key, value, expiry, isSync, deadline, callback),
                options,
                callback);
    }

    /// Gives a key a value, and calls back when that has ended; waits for room only.
    public void put(byte[] key, byte[] value, WriteOptions options, CommitCallback callback) {
        long expiry = rules.expiry(RecordKind.PUT, options);
        rules.check(key, value, expiry);
        call(
                (to, isSync, deadline) -> to.submit(RecordKind.PUT, key, value, expiry, isSync, deadline, callback),
                options,
                callback);
    }

    /// Takes a key's value away, and calls back when that has ended; waits for room only.
    public void delete(byte[] key, WriteOptions options, CommitCallback callback) {
        long expiry = rules.expiry(RecordKind.DELETE, options);
        rules.check(key, NO_BYTES, expiry);
        call(
                (to, isSync, deadline) ->
                        to.submit(RecordKind.DELETE, key, NO_BYTES, expiry, isSync, deadline, callback),
                options,
                callback);
    }

    /// Writes all operations of a batch, or none, and calls back when that has ended; waits for room only. The
    /// batch may be changed at once.
    /// @throws IllegalArgumentException when the batch is empty
    public void write(WriteBatch batch, WriteOptions options, CommitCallback callback) {
        if (store.ofThisStore(batch).operations() == 0) {
            throw new IllegalArgumentException("the batch is empty: there is no end to tell");
        }
        rules.isSyncOfBatch(options);
        batch.beginWrite();
        try {
            call(
                    (to, isSync, deadline) -> to.submit(
                            batch.region(), batch.sizeBytes(), batch.operations(), isSync, deadline, callback),
                    options,
                    callback);
        } finally {
            batch.endWrite();
        }
    }

    /// Gives a key a value.
    ///
    /// @return completed with the position, or with what went wrong, by the thread of the callbacks: let
    ///     what takes its time follow with one of the `Async` methods
    public CompletionStage<Long> putStage(byte[] key, byte[] value, WriteOptions options) {
        CompletableFuture<Long> end = new CompletableFuture<>();
        put(key, value, options, completing(end));
        return end.minimalCompletionStage();
    }

    /// Takes a key's value away.
    ///
    /// @return as that of [#putStage]
    public CompletionStage<Long> deleteStage(byte[] key, WriteOptions options) {
        CompletableFuture<Long> end = new CompletableFuture<>();
        delete(key, options, completing(end));
        return end.minimalCompletionStage();
    }

    /// Writes all operations of a batch, or none. The batch may be changed at once.
    ///
    /// @return as that of [#putStage]
    public CompletionStage<Long> writeStage(WriteBatch batch, WriteOptions options) {
        CompletableFuture<Long> end = new CompletableFuture<>();
        write(batch, options, completing(end));
        return end.minimalCompletionStage();
    }

    /// A claim to encode values straight into the ring with, again and again.
    public Claim claim() {
        return new Claim(rules, submissions());
    }

    /// Waits until a write is acknowledged as it asked to be, for as long as the store's options say.
    ///
    /// @return false when that was not long enough
    /// @throws WriteRejectedException when it was not written
    /// @throws OutcomeUnknownException when it may have been written
    public boolean awaitVisible(long position) {
        return awaitVisible(position, USUAL);
    }

    /// Waits until a write is acknowledged as it asked to be.
    ///
    /// Answers also when the store is closed.
    ///
    /// @return false when the time of the options was not enough
    public boolean awaitVisible(long position, WriteOptions options) {
        return awaitVisible(position, rules.awaitDeadline(options));
    }

    private boolean awaitVisible(long position, long deadline) {
        try {
            return submissions().awaitVisible(position, deadline);
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        }
    }

    /// Waits until a write is durable, and asks for a sync when nobody else does.
    ///
    /// @return false when the store's patience was not enough
    public boolean awaitDurable(long position) {
        return awaitDurable(position, USUAL);
    }

    /// Waits until a write is durable, and asks for a sync when nobody else does.
    ///
    /// @return false when the time of the options was not enough
    public boolean awaitDurable(long position, WriteOptions options) {
        long deadline = rules.awaitDeadline(options);
        if (!awaitVisible(position, deadline)) {
            return false;
        }
        if (submissions().isDurable(position) || deadline == Commits.AT_ONCE) {
            return submissions().isDurable(position);
        }
        int ticket = rules.enter();
        try {
            return submissions().trySync(deadline);
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } finally {
            rules.exit(ticket);
        }
    }

    /// Waits, without asking for a sync, until operations beyond a [sequence number][Store#durableSequence()]
    /// are durable: for followers that must not know more than a loss of power would leave.
    ///
    /// @return up to where they are; `beyond` or less when the time of the options was not enough
    public long awaitDurableBeyond(long beyond, WriteOptions options) {
        int ticket = rules.enter();
        try {
            return submissions().awaitDurableSequence(beyond, rules.awaitDeadline(options));
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } finally {
            rules.exit(ticket);
        }
    }

    /// The last position up to which everything that is known by its position is acknowledged; below 0 when nothing
    /// is.
    public long acknowledgedPosition() {
        return submissions().acknowledged();
    }

    private long submit(int kind, MemorySegment key, MemorySegment value, WriteOptions options) {
        boolean isSync = rules.isSync(options);
        long expiry = rules.expiry(kind, options);
        rules.check(key, value, expiry);
        int ticket = rules.enter();
        try {
            return submissions().submit(kind, key, value, expiry, isSync, rules.deadline(options));
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            throw Segments.unusable("the key or the value cannot be read from this thread", unreadable);
        } finally {
            rules.exit(ticket);
        }
    }

    private long submit(int kind, byte[] key, byte[] value, WriteOptions options) {
        boolean isSync = rules.isSync(options);
        long expiry = rules.expiry(kind, options);
        rules.check(key, value, expiry);
        int ticket = rules.enter();
        try {
            return submissions().submit(kind, key, value, expiry, isSync, rules.deadline(options));
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } finally {
            rules.exit(ticket);
        }
    }

    private long submit(WriteBatch batch, WriteOptions options) {
        boolean isSync = rules.isSyncOfBatch(options);
        store.ofThisStore(batch).beginWrite();
        try {
            int ticket = rules.enter();
            try {
                if (batch.operations() == 0) {
                    return NOTHING;
                }
                return submissions()
                        .submit(batch.region(), batch.sizeBytes(), batch.operations(), isSync, rules.deadline(options));
            } catch (WriteRejectedException refused) {
                throw rules.named(refused);
            } finally {
                rules.exit(ticket);
            }
        } finally {
            batch.endWrite();
        }
    }

    /// A submission with a callback; only these allocate, for they have an object already.
    private interface Submission {
        boolean to(Submissions submissions, boolean isSync, long deadlineNanos);
    }

    private void call(Submission submission, WriteOptions options, CommitCallback callback) {
        Arguments.given("callback", callback);
        boolean isSync = rules.isSync(options);
        int ticket = rules.enter();
        try {
            if (!submission.to(submissions(), isSync, rules.deadline(options))) {
                throw submissions().notAdmitted();
            }
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            throw Segments.unusable("the key or the value cannot be read from this thread", unreadable);
        } finally {
            rules.exit(ticket);
        }
    }

    private static CommitCallback completing(CompletableFuture<Long> end) {
        return (position, failure) -> {
            if (failure == null) {
                end.complete(position);
            } else {
                end.completeExceptionally(failure);
            }
        };
    }

    private long admitted(long position) {
        if (position == NOT_ADMITTED) {
            StoreException why = submissions().notAdmitted();
            throw why instanceof WriteRejectedException refused ? rules.named(refused) : why;
        }
        return position;
    }

    private Submissions submissions() {
        if (submissions == null) {
            throw new WriteRejectedException(RejectionCause.READ_ONLY);
        }
        return submissions;
    }
}
