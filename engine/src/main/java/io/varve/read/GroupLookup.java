package io.varve.read;

import io.varve.format.Expiry;
import io.varve.format.RecordKind;
import io.varve.memory.Keys;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Region;
import io.varve.sstable.BlockReader;
import io.varve.sstable.Table;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Table;
import io.varve.view.Run;
import io.varve.view.View;
import org.jspecify.annotations.Nullable;

/// Looks up some keys together: one source after the other, each asked for all keys that are still open, step by
/// step. The steps of different keys do not wait for each other, so their cache misses overlap: of the filter, of
/// the index, of a block and of an entry.
///
/// Of one key, the sources are asked as [Lookup] asks them, and the first version ends it (I-28).
///
/// **Owner:** one thread at a time; used again for the next keys.
public final class GroupLookup {
    /// The most keys together: the bits of a word say which.
    public static final int MOST = Long.SIZE;

    private static final int LINE = 64;

    /// Of a block, what is searched, if it is one of 4 KiB with usual entries.
    private static final int BLOCK_LINES = 6;

    /// Of an entry, what a key and a short value take.
    private static final int ENTRY_LINES = 3;

    private final int[] offsets = new int[MOST];
    private final int[] lengths = new int[MOST];
    private final long[] prefixes = new long[MOST];
    private final long[] hashes = new long[MOST];
    private final int[] blocks = new int[MOST];
    private final long[] places = new long[MOST];
    private final @Nullable Table[] tables = new @Nullable Table[MOST];
    private final BlockReader reader = new BlockReader();
    private int count;
    private int used;

    /// Bit i is set as long as nothing was found of key i.
    private long open;

    private boolean areHashed;
    private long asOf;
    private @Nullable Table asked;

    /// Is told of values.
    @FunctionalInterface
    public interface Found {
        /// Of the key that was added as number `index` of this group. The value can be read until this returns.
        void on(int index, Region region, long valueOffset, int valueLength);
    }

    /// With no keys.
    public GroupLookup() {}

    /// Begins anew.
    public void clear() {
        count = 0;
        used = 0;
    }

    /// How many keys were added.
    public int count() {
        return count;
    }

    /// Makes a place for a key.
    ///
    /// @param room bytes for all keys; `Keys.SLACK` more are there
    /// @return where it goes; below 0 when there is no place
    public int add(int length, int room) {
        if (count == MOST || length > room - used) {
            return -1;
        }
        offsets[count] = used;
        lengths[count] = length;
        count++;
        used += length;
        return used - length;
    }

    /// Looks for the newest versions at or below a sequence, and tells of those that are values.
    ///
    /// @param keys where the keys stand
    /// @param when it is over what has expired by then
    public void find(View view, Region keys, long sequence, long when, Found found) {
        asOf = when;
        try {
            findAll(view, keys, sequence, found);
        } finally {
            reader.close();
        }
    }

    private void findAll(View view, Region keys, long sequence, Found found) {
        open = count == MOST ? -1L : (1L << count) - 1;
        areHashed = false;
        for (int i = 0; i < count; i++) {
            prefixes[i] = Keys.prefix(keys, offsets[i], lengths[i]);
        }
        findIn(view.active(), keys, sequence, found);
        for (int i = 0; i < view.level0Count() && open != 0; i++) {
            switch (view.level0(i)) {
                case FrozenMemTable frozen -> findIn(frozen.table(), keys, sequence, found);
                case Level0Table one -> findIn(candidates(one, keys), keys, sequence, found);
            }
        }
        for (int i = 0; i < view.runCount() && open != 0; i++) {
            findIn(candidates(view.run(i), keys), keys, sequence, found);
        }
    }

    /// What an access that failed means, as in [Lookup#damaged].
    public RuntimeException damaged(InternalError error) {
        Table last = asked;
        if (last == null) {
            throw error;
        }
        return last.damaged(error);
    }

    private void findIn(MemTable memTable, Region keys, long sequence, Found found) {
        for (long left = open; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            long entry = memTable.find(keys, offsets[i], lengths[i], sequence);
            if (entry != MemTable.NOT_FOUND) {
                open &= ~(1L << i);
                if (memTable.isLasting(entry) || isValue(memTable.kind(entry), memTable.expiry(entry))) {
                    found.on(i, memTable.arena(), memTable.valueOffset(entry), memTable.valueLength(entry));
                }
            }
        }
    }

    private long candidates(Level0Table one, Region keys) {
        long covered = 0;
        for (long left = open; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            if (one.covers(prefixes[i], keys, offsets[i], lengths[i])) {
                tables[i] = one.table();
                covered |= 1L << i;
            }
        }
        return filtered(covered, keys);
    }

    private long candidates(Run run, Region keys) {
        long covered = 0;
        for (long left = open; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            int place = run.indexOf(prefixes[i], keys, offsets[i], lengths[i]);
            if (place != Run.NONE) {
                tables[i] = run.table(place);
                covered |= 1L << i;
            }
        }
        return filtered(covered, keys);
    }

    /// Those that the filter of their table lets pass.
    private long filtered(long covered, Region keys) {
        if (covered != 0 && !areHashed) {
            areHashed = true;
            for (int i = 0; i < count; i++) {
                hashes[i] = Table.hash(keys, offsets[i], lengths[i]);
            }
        }
        for (long left = covered; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            table(i).prefetchFilter(hashes[i]);
        }
        for (long left = covered; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            table(i).prefetchSignposts(hashes[i]);
        }
        long passed = 0;
        for (long left = covered; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            passed |= table(i).mayContain(hashes[i]) ? 1L << i : 0;
        }
        return passed;
    }

    private void findIn(long candidates, Region keys, long sequence, Found found) {
        for (long left = candidates; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            blocks[i] = table(i).locate(keys, offsets[i], lengths[i], sequence, hashes[i]);
        }
        long mapped = mapped(candidates);
        for (long left = mapped; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            places[i] = table(i).begin(blocks[i]);
        }
        prefetch(mapped, BLOCK_LINES);
        for (long left = mapped; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            places[i] = table(i).guess(blocks[i], keys, offsets[i], lengths[i]);
        }
        prefetch(mapped, ENTRY_LINES);
        for (long left = candidates; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            findOne(i, keys, sequence, found);
        }
    }

    /// Those whose blocks need not be unpacked.
    private long mapped(long candidates) {
        long mapped = candidates;
        for (long left = candidates; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            if (table(i).isPacked(blocks[i])) {
                mapped &= ~(1L << i);
            }
        }
        return mapped;
    }

    /// First the first line of each: that is where a page has to be found, and a loop of nothing else has most of them
    /// on the way at a time.
    private void prefetch(long candidates, int lines) {
        for (int line = 0; line < lines; line++) {
            for (long left = candidates; left != 0; left &= left - 1) {
                int i = Long.numberOfTrailingZeros(left);
                table(i).prefetch(places[i] + (long) line * LINE);
            }
        }
    }

    private void findOne(int i, Region keys, long sequence, Found found) {
        Table table = table(i);
        asked = table;
        long entry = table.findIn(blocks[i], keys, offsets[i], lengths[i], sequence, reader);
        if (entry == Table.NOT_FOUND && table.isGuessed()) {
            entry = table.find(keys, offsets[i], lengths[i], sequence, hashes[i], reader);
        }
        if (entry != Table.NOT_FOUND) {
            open &= ~(1L << i);
            if (reader.isLasting(entry) || isValue(reader.kind(entry), reader.expiry(entry))) {
                found.on(i, reader.region(), reader.valueOffset(entry), reader.valueLength(entry));
            }
        }
    }

    private boolean isValue(int kind, long expiry) {
        return kind == RecordKind.PUT && !Expiry.isOver(expiry, asOf);
    }

    private Table table(int i) {
        Table table = tables[i];
        if (table == null) {
            throw new IllegalStateException("key " + i + " has no table to be asked");
        }
        return table;
    }
}
