package io.varve;

import io.varve.compaction.Asked;
import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.WriteRejectedException;
import io.varve.flush.Flushes;
import io.varve.flush.Ticket;
import io.varve.format.KeyBytes;
import io.varve.nativeio.Clock;
import io.varve.version.NamedSnapshot;
import io.varve.view.Calls;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a user can ask of flushes, merges and named snapshots: checks, enters, hands over, leaves.
final class Maintenance {
    private final String directory;
    private final Calls calls;
    private final Clock clock;
    private final @Nullable Flushes flushes;

    /// @param flushes null in a store that was opened read-only
    Maintenance(String directory, Calls calls, Clock clock, @Nullable Flushes flushes) {
        this.directory = directory;
        this.calls = calls;
        this.clock = clock;
        this.flushes = flushes;
    }

    FlushTicket flush(@Nullable String name) {
        return ask(flushing -> flushing.flush(name == null ? null : NamedSnapshot.checkName(name)), FlushTicket::new);
    }

    CompactionTicket compact(Range range) {
        byte[] end = range.end();
        boolean isAll = range.low().length == 0 && end == null;
        Asked asked = isAll ? Asked.ALL : new Asked(KeyBytes.of(range.low()), end == null ? null : KeyBytes.of(end));
        return ask(flushing -> flushing.merge(asked), CompactionTicket::new);
    }

    void drop(String name) {
        String checked = NamedSnapshot.checkName(Arguments.given("name", name));
        ask(flushing -> flushing.drop(checked), FlushTicket::new).await();
    }

    boolean drain(Duration patience) {
        Flushes flushing = flushes();
        int ticket = calls.enter();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        // Not for as long as it waits: a close waits for who is inside.
        calls.exit(ticket);
        return flushing.drain(Arguments.deadline("patience", patience, clock));
    }

    /// Makes of a promise what its user sees.
    @FunctionalInterface
    private interface Shown<T> {
        T of(Flushes flushes, Ticket ticket, Clock clock);
    }

    private <T> T ask(Function<Flushes, Ticket> question, Shown<T> shown) {
        Flushes flushing = flushes();
        int ticket = calls.enter();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        try {
            return shown.of(flushing, question.apply(flushing), clock);
        } finally {
            calls.exit(ticket);
        }
    }

    private Flushes flushes() {
        if (flushes == null) {
            throw new WriteRejectedException(RejectionCause.READ_ONLY);
        }
        return flushes;
    }
}
