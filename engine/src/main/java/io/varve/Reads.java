package io.varve;

import io.varve.error.CorruptionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.EngineTime;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionView;
import io.varve.nativeio.Scheduler;
import io.varve.read.Lookup;
import io.varve.read.Lookups;
import io.varve.view.Calls;
import io.varve.view.CurrentView;
import io.varve.view.Horizon;
import io.varve.view.View;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Point lookups for the store and its snapshots: enters, looks up, hands out, leaves.
final class Reads {
    /// In place of a snapshot: whatever is visible now.
    static final @Nullable Snapshot NEWEST = null;

    private static final int PLACES_PER_LINE = 16;

    private final String directory;
    private final Scheduler scheduler;
    private final Calls calls;
    private final Lookups lookups;
    private final CurrentView current;
    private final Horizon horizon;
    private final EngineTime time;
    private final LongAdder damagedReads;

    /// Who is inside a reader of the user's: each thread sees its own entries, and looks for no others.
    private final @Nullable Object[] inReader = new @Nullable Object[Calls.scratchCount() * PLACES_PER_LINE];

    private final Queue<Object> inReaderWithoutPlace = new ConcurrentLinkedQueue<>();

    /// @param damagedReads counts those that met damage
    Reads(
            String directory,
            Scheduler scheduler,
            Calls calls,
            Lookups lookups,
            CurrentView current,
            Horizon horizon,
            EngineTime time,
            LongAdder damagedReads) {
        this.directory = directory;
        this.scheduler = scheduler;
        this.calls = calls;
        this.lookups = lookups;
        this.current = current;
        this.horizon = horizon;
        this.time = time;
        this.damagedReads = damagedReads;
    }

    byte @Nullable [] get(byte[] key, @Nullable Snapshot snapshot) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            begin(lookup, key.length).copyFrom(0, key, 0, key.length);
            if (!find(lookup, key.length, snapshot)) {
                return null;
            }
            byte[] value = new byte[lookup.valueLength()];
            lookup.region().copyTo(lookup.valueOffset(), value, 0, value.length);
            return value;
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(lookup, error);
        } finally {
            leave(ticket, lookup);
        }
    }

    long get(MemorySegment key, MemorySegment into, @Nullable Snapshot snapshot) {
        Arguments.checkKey(key);
        Arguments.given("into", into);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            if (!find(lookup, key, snapshot)) {
                return Store.NOT_FOUND;
            }
            int length = lookup.valueLength();
            if (length <= into.byteSize()) {
                Segments.copyOut(lookup.region(), lookup.valueOffset(), into, length);
            }
            return length;
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(lookup, error);
        } finally {
            leave(ticket, lookup);
        }
    }

    /// Moves the position of `into` behind what was copied.
    long get(ByteBuffer key, ByteBuffer into, @Nullable Snapshot snapshot) {
        long length = get(Segments.of("key", key), Segments.of("into", into), snapshot);
        if (length >= 0 && length <= into.remaining()) {
            into.position(into.position() + (int) length);
        }
        return length;
    }

    <R> @Nullable R get(MemorySegment key, ValueReader<R> reader, @Nullable Snapshot snapshot) {
        Arguments.checkKey(key);
        Arguments.given("reader", reader);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            if (!find(lookup, key, snapshot)) {
                return null;
            }
            setInReader(ticket, true);
            try (RegionView view = lookup.region().view(lookup.valueOffset(), lookup.valueLength())) {
                return reader.read(view.segment());
            } finally {
                setInReader(ticket, false);
            }
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(lookup, error);
        } finally {
            leave(ticket, lookup);
        }
    }

    int getAll(MultiGet wanted, @Nullable Snapshot snapshot) {
        Arguments.given("wanted", wanted);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            View view = current.acquire();
            long asOf = snapshot == null ? time.expiryTime() : snapshot.asOf();
            return wanted.find(view, sequence(snapshot), asOf, lookup);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            damagedReads.increment();
            throw error instanceof InternalError cut ? wanted.damaged(cut) : (StoreException) error;
        } finally {
            leave(ticket, lookup);
        }
    }

    boolean contains(byte[] key, @Nullable Snapshot snapshot) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            begin(lookup, key.length).copyFrom(0, key, 0, key.length);
            return find(lookup, key.length, snapshot);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(lookup, error);
        } finally {
            leave(ticket, lookup);
        }
    }

    boolean contains(MemorySegment key, @Nullable Snapshot snapshot) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            return find(lookup, key, snapshot);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(lookup, error);
        } finally {
            leave(ticket, lookup);
        }
    }

    /// Refuses what would wait for the very read that it is called from (row 88).
    void requireNoReader() {
        Object self = scheduler.self();
        boolean isInside = inReaderWithoutPlace.contains(self);
        for (int i = 0; i < inReader.length; i += PLACES_PER_LINE) {
            isInside |= self.equals(inReader[i]);
        }
        if (isInside) {
            throw new IllegalStateException("a reader cannot close the store that it reads from");
        }
    }

    /// Where the key of a lookup goes.
    static Region begin(Lookup lookup, int length) {
        try {
            return lookup.begin(length);
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("a key of " + length + " bytes", refused.isBudget(), refused);
        }
    }

    /// Damage of a file is its reader's affair alone (P11).
    private RuntimeException damaged(Lookup lookup, Throwable error) {
        damagedReads.increment();
        return error instanceof InternalError cut ? lookup.damaged(cut) : (StoreException) error;
    }

    private void setInReader(int ticket, boolean isInside) {
        int place = Calls.scratchIndex(ticket);
        Object self = scheduler.self();
        if (place >= 0) {
            inReader[place * PLACES_PER_LINE] = isInside ? self : null;
        } else if (isInside) {
            inReaderWithoutPlace.add(self);
        } else {
            inReaderWithoutPlace.remove(self);
        }
    }

    private boolean find(Lookup lookup, MemorySegment key, @Nullable Snapshot snapshot) {
        int length = (int) key.byteSize();
        Segments.copyKey(key, begin(lookup, length), length);
        return find(lookup, length, snapshot);
    }

    /// The view before the sequence. Everything that was visible when the view was loaded is in it, with its
    /// newest version at the least. The other way round, a flush could come between and drop the version that
    /// was the newest at that sequence. (What became visible since and is not in this view any more was not there
    /// yet when the call began.)
    private boolean find(Lookup lookup, int keyLength, @Nullable Snapshot snapshot) {
        View view = current.acquire();
        return lookup.find(view, keyLength, sequence(snapshot), snapshot == null ? Lookup.NOW : snapshot.asOf());
    }

    private long sequence(@Nullable Snapshot snapshot) {
        return snapshot == null ? horizon.visibleAcquire() : snapshot.sequenceIfOpen();
    }

    private int enter() {
        int ticket = calls.pin();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        return ticket;
    }

    private void leave(int ticket, Lookup lookup) {
        try {
            lookup.end();
        } finally {
            calls.exit(ticket);
        }
    }
}
