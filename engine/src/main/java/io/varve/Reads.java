package io.varve;

import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreClosedException;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Point lookups for the store and its snapshots: enters, looks up, hands out, leaves.
final class Reads {
    /// In place of a sequence: whatever is visible now.
    static final long NEWEST = -1;

    private static final int PLACES_PER_LINE = 16;

    private final String directory;
    private final Scheduler scheduler;
    private final Calls calls;
    private final Lookups lookups;
    private final CurrentView current;
    private final Horizon horizon;

    /// Who is inside a reader of the user's: each thread sees its own entries, and looks for no others.
    private final @Nullable Object[] inReader = new @Nullable Object[Calls.scratchCount() * PLACES_PER_LINE];

    private final Queue<Object> inReaderWithoutPlace = new ConcurrentLinkedQueue<>();

    Reads(String directory, Scheduler scheduler, Calls calls, Lookups lookups, CurrentView current, Horizon horizon) {
        this.directory = directory;
        this.scheduler = scheduler;
        this.calls = calls;
        this.lookups = lookups;
        this.current = current;
        this.horizon = horizon;
    }

    byte @Nullable [] get(byte[] key, long sequence) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            begin(lookup, key.length).copyFrom(0, key, 0, key.length);
            if (!find(lookup, key.length, sequence)) {
                return null;
            }
            byte[] value = new byte[lookup.valueLength()];
            lookup.region().copyTo(lookup.valueOffset(), value, 0, value.length);
            return value;
        } finally {
            leave(ticket, lookup);
        }
    }

    long get(MemorySegment key, MemorySegment into, long sequence) {
        Arguments.checkKey(key);
        Arguments.given("into", into);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            if (!find(lookup, key, sequence)) {
                return Store.NOT_FOUND;
            }
            int length = lookup.valueLength();
            if (length <= into.byteSize()) {
                Segments.copyOut(lookup.region(), lookup.valueOffset(), into, length);
            }
            return length;
        } finally {
            leave(ticket, lookup);
        }
    }

    <R> @Nullable R get(MemorySegment key, ValueReader<R> reader, long sequence) {
        Arguments.checkKey(key);
        Arguments.given("reader", reader);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            if (!find(lookup, key, sequence)) {
                return null;
            }
            setInReader(ticket, true);
            try (RegionView view = lookup.region().view(lookup.valueOffset(), lookup.valueLength())) {
                return reader.read(view.segment());
            } finally {
                setInReader(ticket, false);
            }
        } finally {
            leave(ticket, lookup);
        }
    }

    boolean contains(byte[] key, long sequence) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            begin(lookup, key.length).copyFrom(0, key, 0, key.length);
            return find(lookup, key.length, sequence);
        } finally {
            leave(ticket, lookup);
        }
    }

    boolean contains(MemorySegment key, long sequence) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            return find(lookup, key, sequence);
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

    private boolean find(Lookup lookup, MemorySegment key, long sequence) {
        int length = (int) key.byteSize();
        Segments.copyKey(key, begin(lookup, length), length);
        return find(lookup, length, sequence);
    }

    /// The sequence before the view: what was visible then is in that view or a later one.
    private boolean find(Lookup lookup, int keyLength, long sequence) {
        long horizonNow = sequence == NEWEST ? horizon.visibleAcquire() : sequence;
        View view = current.acquire();
        return lookup.find(view, keyLength, horizonNow);
    }

    private int enter() {
        int ticket = calls.enter();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        return ticket;
    }

    private void leave(int ticket, Lookup lookup) {
        lookup.end();
        calls.exit(ticket);
    }
}
