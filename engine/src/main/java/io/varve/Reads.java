package io.varve;

import io.varve.error.StoreClosedException;
import io.varve.nativeio.RegionView;
import io.varve.read.Lookup;
import io.varve.read.Lookups;
import io.varve.view.Calls;
import io.varve.view.CurrentView;
import io.varve.view.Horizon;
import io.varve.view.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Point lookups for the store and its snapshots: enters, looks up, hands out, leaves.
final class Reads {
    /// In place of a sequence: whatever is visible now.
    static final long NEWEST = -1;

    private final String directory;
    private final Calls calls;
    private final Lookups lookups;
    private final CurrentView current;
    private final Horizon horizon;

    Reads(String directory, Calls calls, Lookups lookups, CurrentView current, Horizon horizon) {
        this.directory = directory;
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
            lookup.begin(key.length).copyFrom(0, key, 0, key.length);
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
                lookup.region().copyTo(lookup.valueOffset(), into, 0, length);
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
            try (RegionView view = lookup.region().view(lookup.valueOffset(), lookup.valueLength())) {
                return reader.read(view.segment());
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
            lookup.begin(key.length).copyFrom(0, key, 0, key.length);
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

    private boolean find(Lookup lookup, MemorySegment key, long sequence) {
        int length = (int) key.byteSize();
        lookup.begin(length).copyFrom(0, key, 0, length);
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
