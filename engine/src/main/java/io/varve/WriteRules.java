package io.varve;

import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.event.EventSink;
import io.varve.format.EngineTime;
import io.varve.format.Expiry;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Clock;
import io.varve.view.Calls;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;

/// What every write of a store goes through before anything happens: arguments, options, the way in.
///
/// @param rejections of this store, to be told of
/// @param claims that are begun
/// @param hasLog whether the store has a log, and so knows what a sync is
/// @param isSyncUsual whether writes are durable that do not say
/// @param limit bytes that one write may take
/// @param time of the engine
/// @param usualExpiry of what is written now, and does not say
/// @param patienceNanos how long a call may take that does not say; 0 when it does not wait for room, and
///     for the disk as long as that takes
record WriteRules(
        String directory,
        Calls calls,
        Clock clock,
        Rejections rejections,
        Claims claims,
        boolean hasLog,
        boolean isSyncUsual,
        long limit,
        EngineTime time,
        LongSupplier usualExpiry,
        long patienceNanos) {
    /// Those that the options of a store make.
    static WriteRules of(StoreParts parts, Calls calls, EventSink events, Claims claims) {
        StoreOptions options = parts.options();
        return new WriteRules(
                parts.directory().path(),
                calls,
                parts.seams().clock(),
                new Rejections(events),
                claims,
                options.log(),
                options.durability() == Durability.SYNC,
                options.maxBatchBytes(),
                parts.time(),
                usualExpiry(parts),
                options.deadline().toNanos());
    }

    /// Says that there is an entry that expires, if it does.
    static long noted(EngineTime time, long expiry) {
        if (expiry != Expiry.NEVER) {
            time.wantPromise();
        }
        return expiry;
    }

    /// As the options of the store say.
    static LongSupplier usualExpiry(StoreParts parts) {
        long millis = parts.options().timeToLive().toMillis();
        return millis == 0
                ? () -> Expiry.NEVER
                : () -> Expiry.after(parts.time().getAsLong(), millis);
    }

    void check(byte[] key, byte[] value, long expiry) {
        Arguments.checkKey(key);
        Arguments.checkValue(RecordFormat.size(key.length, Arguments.given("value", value).length, expiry), limit);
    }

    void check(MemorySegment key, MemorySegment value, long expiry) {
        Arguments.checkKey(key);
        check(key.byteSize(), Arguments.given("value", value).byteSize(), expiry);
    }

    void check(long keyLength, long valueLength, long expiry) {
        Arguments.checkKey(keyLength);
        Arguments.checkValue(valueLength, limit);
        Arguments.checkValue(RecordFormat.size((int) keyLength, (int) valueLength, expiry), limit);
    }

    /// When what is written now expires: what the options say, or those of the store. A delete does not.
    long expiry(int kind, WriteOptions options) {
        boolean hasExpiry = Arguments.given("options", options).hasExpiry();
        if (kind != RecordKind.DELETE) {
            return noted(time, hasExpiry ? options.expiry(time) : usualExpiry.getAsLong());
        }
        if (hasExpiry) {
            throw new IllegalArgumentException("a delete does not expire: " + options);
        }
        return Expiry.NEVER;
    }

    /// Whether a batch is to be durable; when its operations expire, they say themselves.
    boolean isSyncOfBatch(WriteOptions options) {
        if (Arguments.given("options", options).hasExpiry()) {
            throw new IllegalArgumentException("operations of a batch say themselves when they expire: " + options);
        }
        return isSync(options);
    }

    /// What is promised must be what the store can do: one with a log knows no MEMORY, one without nothing else.
    boolean isSync(WriteOptions options) {
        Durability durability = Arguments.given("options", options).durability();
        if (durability == null) {
            return isSyncUsual;
        }
        boolean isMemory = durability == Durability.MEMORY;
        if (isMemory == hasLog) {
            throw new IllegalArgumentException(
                    "durability " + durability + " in a store with" + (hasLog ? "" : "out") + " a log");
        }
        return durability == Durability.SYNC;
    }

    long deadline(WriteOptions options) {
        return options.deadline(clock, patienceNanos);
    }

    long awaitDeadline(WriteOptions options) {
        return Arguments.given("options", options).awaitDeadline(clock, patienceNanos);
    }

    int enter() {
        int ticket = calls.enter();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        return ticket;
    }

    void exit(int ticket) {
        calls.exit(ticket);
    }

    /// Whoever is turned away by a close is told so as everybody is who comes later.
    StoreException named(WriteRejectedException refused) {
        RejectionCause why = refused.rejectionCause();
        if (why == RejectionCause.CLOSED) {
            return new StoreClosedException(directory);
        }
        rejections.note(why);
        return refused;
    }
}
