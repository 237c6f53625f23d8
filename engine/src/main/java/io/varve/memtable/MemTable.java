package io.varve.memtable;

import io.varve.format.Extent;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.memory.KeyInterval;
import io.varve.nativeio.Region;

/// The sorted table in memory that takes the writes: all versions of all keys written since it began,
/// in one arena. Frozen, it is the same object, to which nobody writes any more.
///
/// **Owner:** the writer, one thread at a time, which alone calls [#apply] and [#hasRoom]. All other
/// methods may be called by any thread at any time; none of them waits. The arena stays its owner's,
/// who keeps it alive for as long as somebody reads here.
///
/// **Requires:** sequences grow from one [#apply] to the next. A reader passes a snapshot's sequence that
/// was published, by a release store, after the entries up to it were applied, and that it loaded by an
/// acquire load before it calls. The table itself reaches readers by such a publication too.
///
/// **Promises:** for that snapshot, answers are exact whatever the writer does meanwhile (I-10). What
/// [#hasRoom] allowed, [#apply] takes (I-11).
///
/// The counters are exact for the writer, and for everybody once the table is frozen; others may see
/// numbers of a moment ago, each for itself.
public final class MemTable {
    /// What stands for no entry.
    public static final long NOT_FOUND = 0;

    /// That of a table without entries. Only asked.
    private static final Room EMPTY = new Room();

    static {
        EMPTY.addLevel();
    }

    private final Region arena;
    private final Space space;
    private final Tree tree;
    private long keys;
    private long entries;
    private long tombstones;
    private long firstSequence;
    private long lastSequence;
    private long smallest;
    private long largest;

    /// An empty table; what the arena contains does not matter.
    public MemTable(Region arena) {
        if (arena.size() < minArenaSize()) {
            throw new IllegalArgumentException("an arena of " + arena.size() + " bytes, fewer than " + minArenaSize());
        }
        this.arena = arena;
        this.space = new Space(arena);
        this.tree = new Tree(arena, space);
    }

    /// The size of an arena that an empty table fills.
    public static long minArenaSize() {
        return Space.HEADER_SIZE + Node.LEAF_SIZE;
    }

    /// Whether so many operations fit, whatever their keys are. Asked before a group, so that none of its
    /// operations can fail.
    ///
    /// It counts on the worst case of new nodes, and so says no while there is still room for some keys: of
    /// one operation's room, at most two nodes per level and a new root stay unused; of a group's, rather
    /// less for each operation than that.
    ///
    /// @param recordBytes the sum of [RecordFormat#sizeAt]
    public boolean hasRoom(long recordBytes, int operations) {
        long entryBytes = recordBytes + (long) operations * Entry.MAX_OVERHEAD;
        return tree.room().worstCase(operations) <= space.free() - entryBytes;
    }

    /// Whether so many operations fit into an empty table: those of one batch must.
    ///
    /// @param arenaBytes of the table
    /// @param recordBytes the sum of [RecordFormat#sizeAt]
    public static boolean fitsEmpty(long arenaBytes, long recordBytes, int operations) {
        long entryBytes = recordBytes + (long) operations * Entry.MAX_OVERHEAD;
        return EMPTY.worstCase(operations) <= arenaBytes - minArenaSize() - entryBytes;
    }

    /// Takes over one operation: copies its record and makes it the newest version of its key.
    ///
    /// @param sequence above 0, and above that of all others here
    /// @throws IllegalStateException when there is no room; nothing has changed then
    public void apply(Region source, long recordOffset, long sequence) {
        assert sequence > lastSequence : "sequence " + sequence + " after " + lastSequence;
        long recordSize = RecordFormat.sizeAt(source, recordOffset);
        if (recordSize > space.free() - Entry.MAX_OVERHEAD) {
            throw noRoom(recordSize);
        }

        // Copied before the search, into space that is not taken yet: so the key has slack behind it.
        long entry = space.entriesEnd();
        long size = Entry.put(arena, entry, sequence, source, recordOffset, recordSize);
        if (find(entry)) {
            size += Entry.follow(arena, entry, tree.newest());
            space.takeEntry(size);
            tree.replace(entry);
        } else {
            if (tree.insertionBytes() > space.free() - size) {
                throw noRoom(recordSize);
            }
            space.takeEntry(size);
            tree.insert(entry);
            onNewKey(entry);
        }
        count(entry, sequence);
    }

    /// The newest version of a key at or below a sequence, tombstones included.
    ///
    /// @param key has [io.varve.memory.Keys#SLACK] bytes behind the key
    /// @return an entry, to be asked about by the methods below; or [#NOT_FOUND]
    public long find(Region key, long keyOffset, int keyLength, long snapshotSequence) {
        long leaf = Search.leaf(arena, key, keyOffset, keyLength, false);
        long permutation = Node.permutationAcquire(arena, leaf);
        int place = Search.place(arena, leaf, permutation, key, keyOffset, keyLength);
        if (!Search.isExact(place)) {
            return NOT_FOUND;
        }
        long newest = Node.entryAcquire(arena, leaf, Permutation.slot(permutation, place >> 1));
        return Entry.visible(arena, newest, snapshotSequence);
    }

    /// A cursor over what a snapshot sees; it stands on no entry yet.
    public MemTableCursor cursor(long snapshotSequence) {
        return new MemTableCursor(arena, snapshotSequence, false);
    }

    /// A cursor over the newest versions of all keys, for who reads everything from the first to the last.
    public MemTableCursor scan() {
        return new MemTableCursor(arena, Long.MAX_VALUE, true);
    }

    /// How much a range has here: keys are counted, and each taken for as large, and for as often written, as
    /// all are on average. Looks at every leaf of the range.
    public Extent measure(KeyInterval range) {
        long all = keys;
        if (all == 0 || range.isEmpty()) {
            return Extent.NONE;
        }
        double share = (double) LeafCount.of(arena, range) / all;
        return new Extent(share * space.used(), share * entries, share * tombstones);
    }

    /// The memory in which entries lie.
    public Region arena() {
        return arena;
    }

    /// What an entry does: one of [RecordKind].
    public int kind(long entry) {
        return Entry.kind(arena, entry);
    }

    /// The number of the operation that wrote an entry.
    public long sequence(long entry) {
        return Entry.sequence(arena, entry);
    }

    /// Where an entry's key begins in the arena.
    public long keyOffset(long entry) {
        return Entry.keyOffset(arena, entry);
    }

    /// Bytes of an entry's key.
    public int keyLength(long entry) {
        return Entry.keyLength(arena, entry);
    }

    /// Where an entry's value begins in the arena.
    public long valueOffset(long entry) {
        return Entry.valueOffset(arena, entry);
    }

    /// Bytes of an entry's value.
    public int valueLength(long entry) {
        return Entry.valueLength(arena, entry);
    }

    /// Whether an entry is a value that does not expire.
    public boolean isLasting(long entry) {
        return Entry.isLasting(arena, entry);
    }

    /// When an entry expires; `Long.MAX_VALUE` when it does not.
    public long expiry(long entry) {
        return Entry.expiry(arena, entry);
    }

    /// How many different keys there are.
    public long keys() {
        return keys;
    }

    /// How many versions of keys there are, tombstones included.
    public long entries() {
        return entries;
    }

    /// How many of the entries are tombstones.
    public long tombstones() {
        return tombstones;
    }

    /// Bytes of the arena that are taken.
    public long usedBytes() {
        return space.used();
    }

    /// Sequence of the first entry; 0 while there is none.
    public long firstSequence() {
        return firstSequence;
    }

    /// Sequence of the last entry; 0 while there is none.
    public long lastSequence() {
        return lastSequence;
    }

    /// An entry of the smallest key; [#NOT_FOUND] while there is none.
    public long smallest() {
        return smallest;
    }

    /// An entry of the largest key; [#NOT_FOUND] while there is none.
    public long largest() {
        return largest;
    }

    /// Moves to the place of an entry's key: at once if it is the next of an ascending sequence.
    private boolean find(long entry) {
        long keyOffset = Entry.keyOffset(arena, entry);
        int keyLength = Entry.keyLength(arena, entry);
        if (largest != NOT_FOUND
                && tree.isInLastLeaf()
                && Search.compare(arena, largest, 0, arena, keyOffset, keyLength) < 0) {
            tree.toEnd();
            return false;
        }
        return tree.find(arena, keyOffset, keyLength);
    }

    private IllegalStateException noRoom(long recordSize) {
        return new IllegalStateException("a record of " + recordSize + " bytes, and " + space.free() + " of "
                + arena.size() + " bytes left in the memtable: hasRoom() was not asked");
    }

    private void onNewKey(long entry) {
        keys++;
        if (tree.isFirst()) {
            smallest = entry;
        }
        if (tree.isLast()) {
            largest = entry;
        }
    }

    private void count(long entry, long sequence) {
        if (entries == 0) {
            firstSequence = sequence;
        }
        entries++;
        lastSequence = sequence;
        if (Entry.kind(arena, entry) == RecordKind.DELETE) {
            tombstones++;
        }
    }
}
