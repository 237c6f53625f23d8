package io.varve.read;

import io.varve.error.CorruptionException;
import io.varve.format.Expiry;
import io.varve.format.RecordKind;
import io.varve.memory.Keys;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionPool;
import io.varve.sstable.BlockReader;
import io.varve.sstable.Table;
import io.varve.stats.ReadCounter;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Source;
import io.varve.view.Level0Table;
import io.varve.view.Run;
import io.varve.view.View;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One lookup: the key it is for, and what it found. Used again for the next.
///
/// Memtables are asked as they come. Of tables, the filters of all that could have the key are probed first, one
/// after the other with nothing between that depends on the answer: so their cache misses overlap. Then those
/// that said maybe are asked, newest first. The first version at or below the sequence ends it, whatever it is
/// (I-28).
///
/// **Owner:** the call that has it, from [#begin] to [#end].
public final class Lookup {
    /// Sources whose filters are probed together.
    private static final int TOGETHER = Long.SIZE;

    /// In place of a time: that of the lookup, which is asked for only when it matters.
    public static final long NOW = Long.MIN_VALUE;

    // What a source says of the key: nothing, that it has no value, or a value.
    private static final int NOT_THERE = 0;
    private static final int HIDDEN = 1;
    private static final int VALUE = 2;

    private final Region inline;
    private final RegionPool longKeys;
    private final LongSupplier time;

    private final ReadTally tally;

    /// Of runs that were probed: which of their tables.
    private final int[] places = new int[TOGETHER];

    private final BlockReader reader = new BlockReader();
    private boolean isLong;
    private Region key;
    private @Nullable Region region;

    /// The last one that was asked.
    private @Nullable Table table;

    private long valueOffset;
    private int valueLength;
    private int keyLength;
    private long asOf;

    /// @param inline holds keys that are short enough
    /// @param longKeys holds the others, one each
    /// @param time of the engine
    Lookup(Region inline, RegionPool longKeys, LongSupplier time, ReadTally tally) {
        this.inline = inline;
        this.tally = tally;
        this.longKeys = longKeys;
        this.time = time;
        this.key = inline;
    }

    /// How long a key, or several together, can be without memory of their own.
    public int inlineRoom() {
        return (int) Math.max(0, inline.size() - Keys.SLACK);
    }

    /// Counts keys that are looked up together with others.
    public void countTogether(int keys) {
        tally.onTogether(keys);
    }

    /// Where a key of `length` bytes goes before [#find], at offset 0.
    public Region begin(int length) {
        tally.begin();
        keyLength = length;
        boolean needsMemory = length + Keys.SLACK > inline.size();
        key = needsMemory ? longKeys.take() : inline;
        isLong = needsMemory;
        return key;
    }

    /// Counts what a cursor did that borrows it.
    ///
    /// @param seeks 1 when it went somewhere anew
    /// @param steps entries that it took
    public void onWalked(int seeks, int steps) {
        tally.count(ReadCounter.SEEKS, seeks);
        tally.count(ReadCounter.STEPS, steps);
    }

    /// Lets go of the key and of what was found.
    public void end() {
        tally.end(keyLength);
        region = null;
        table = null;
        reader.close();
        if (isLong) {
            longKeys.give(key);
            isLong = false;
        }
    }

    /// Looks for the newest version at or below a sequence.
    ///
    /// @param when it is over what has expired by then; or [#NOW]
    /// @return whether that is a value
    /// @throws CorruptionException when a table that has to be asked is damaged where the key would be
    public boolean find(View view, int keyLength, long sequence, long when) {
        asOf = when;
        MemTable active = view.active();
        long entry = active.find(key, 0, keyLength, sequence);
        if (entry != MemTable.NOT_FOUND) {
            tally.count(ReadCounter.IN_MEMORY);
            return isValue(active, entry);
        }
        int level0 = view.level0Count();
        int source = 0;
        while (source < level0 && view.level0(source) instanceof FrozenMemTable frozen) {
            entry = frozen.table().find(key, 0, keyLength, sequence);
            if (entry != MemTable.NOT_FOUND) {
                tally.count(ReadCounter.IN_MEMORY);
                return isValue(frozen.table(), entry);
            }
            source++;
        }
        int found = source < level0 + view.runCount() ? findFrom(source, view, keyLength, sequence) : NOT_THERE;
        if (found == NOT_THERE) {
            tally.count(ReadCounter.NOWHERE);
        }
        return found == VALUE;
    }

    /// The memory that the value lies in.
    public Region region() {
        Region found = region;
        if (found == null) {
            throw new IllegalStateException("nothing was found");
        }
        return found;
    }

    /// Where the value begins.
    public long valueOffset() {
        return valueOffset;
    }

    /// Bytes of the value.
    public int valueLength() {
        return valueLength;
    }

    /// What an access that failed means: the file of the table that was asked was cut under us (row 60). The error may
    /// come a while after the access (F2).
    public RuntimeException damaged(InternalError error) {
        Table asked = table;
        if (asked == null) {
            throw error;
        }
        return asked.damaged(error);
    }

    /// Goes on behind the first memtables. Sources are counted through: level 0, then the runs.
    private int findFrom(int first, View view, int keyLength, long sequence) {
        long hash = Table.hash(key, 0, keyLength);
        long prefix = Keys.prefix(key, 0, keyLength);
        int count = view.level0Count() + view.runCount();
        if (first == view.level0Count() && count == first + 1) {
            return findInOnly(view.run(0), keyLength, sequence, prefix, hash);
        }
        for (int from = first; from < count; from += TOGETHER) {
            long candidates = probe(view, from, Math.min(count, from + TOGETHER), keyLength, prefix, hash);
            while (candidates != 0) {
                int bit = Long.numberOfTrailingZeros(candidates);
                candidates &= candidates - 1;
                int found = findIn(view, from + bit, places[bit], keyLength, sequence, hash);
                if (found != NOT_THERE) {
                    return found;
                }
            }
        }
        return NOT_THERE;
    }

    /// The only run there is. That its filter lets the key pass is a branch here, so that the search of the index
    /// begins before the filter has come from memory.
    private int findInOnly(Run run, int keyLength, long sequence, long prefix, long hash) {
        int place = run.indexOf(prefix, key, 0, keyLength);
        if (place == Run.NONE) {
            return NOT_THERE;
        }
        if (!run.table(place).mayContain(hash)) {
            tally.count(ReadCounter.FILTERED);
            return NOT_THERE;
        }
        return findIn(run.table(place), keyLength, sequence, hash, ReadCounter.IN_RUNS);
    }

    /// Which of the sources have to be asked, as bits.
    private long probe(View view, int from, int to, int keyLength, long prefix, long hash) {
        int level0 = view.level0Count();
        long candidates = 0;
        int filtered = 0;
        for (int source = from; source < to; source++) {
            boolean isCandidate;
            boolean isCovered;
            if (source >= level0) {
                Run run = view.run(source - level0);
                int place = run.indexOf(prefix, key, 0, keyLength);
                places[source - from] = place;
                isCovered = place != Run.NONE;
                isCandidate = isCovered && run.table(place).mayContain(hash);
            } else if (view.level0(source) instanceof Level0Table one) {
                isCovered = one.covers(prefix, key, 0, keyLength);
                isCandidate = isCovered && one.table().mayContain(hash);
            } else {
                isCovered = true;
                isCandidate = true;
            }
            candidates |= isCandidate ? 1L << (source - from) : 0;
            filtered += isCovered && !isCandidate ? 1 : 0;
        }
        tally.count(ReadCounter.FILTERED, filtered);
        return candidates;
    }

    private int findIn(View view, int source, int place, int keyLength, long sequence, long hash) {
        int level0 = view.level0Count();
        if (source >= level0) {
            return findIn(view.run(source - level0).table(place), keyLength, sequence, hash, ReadCounter.IN_RUNS);
        }
        Level0Source one = view.level0(source);
        if (one instanceof Level0Table level0Table) {
            return findIn(level0Table.table(), keyLength, sequence, hash, ReadCounter.IN_LEVEL0);
        }
        MemTable frozen = ((FrozenMemTable) one).table();
        long entry = frozen.find(key, 0, keyLength, sequence);
        if (entry == MemTable.NOT_FOUND) {
            return NOT_THERE;
        }
        tally.count(ReadCounter.IN_MEMORY);
        return isValue(frozen, entry) ? VALUE : HIDDEN;
    }

    private int findIn(Table candidate, int keyLength, long sequence, long hash, ReadCounter where) {
        table = candidate;
        long entry = candidate.find(key, 0, keyLength, sequence, hash, reader);
        if (entry == Table.NOT_FOUND) {
            tally.count(ReadCounter.FALSE_POSITIVES);
            return NOT_THERE;
        }
        tally.count(where);
        region = reader.region();
        valueOffset = reader.valueOffset(entry);
        valueLength = reader.valueLength(entry);
        boolean isValue = reader.isLasting(entry) || isValue(reader.kind(entry), reader.expiry(entry));
        return isValue ? VALUE : HIDDEN;
    }

    private boolean isValue(MemTable of, long entry) {
        region = of.arena();
        valueOffset = of.valueOffset(entry);
        valueLength = of.valueLength(entry);
        return of.isLasting(entry) || isValue(of.kind(entry), of.expiry(entry));
    }

    private boolean isValue(int kind, long expiry) {
        return kind == RecordKind.PUT && !Expiry.isOver(expiry, asOf == NOW ? time.getAsLong() : asOf);
    }
}
