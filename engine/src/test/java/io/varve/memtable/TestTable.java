package io.varve.memtable;

import io.varve.cursor.Cursor;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A memtable on an arena full of rubbish, spoken to in arrays.
final class TestTable {
    static final byte[] NO_VALUE = {};

    private final Region scratch;
    final Region arena;
    final MemTable table;
    long sequence;

    TestTable(int arenaSize, long seed) {
        this(garbage(arenaSize, seed), 0);
    }

    TestTable(Region arena, long sequence) {
        this.arena = arena;
        this.sequence = sequence;
        this.table = new MemTable(arena);
        this.scratch = region(1 << 18);
    }

    /// The same table, for another thread: with scratch memory of its own.
    TestTable(TestTable shared) {
        this.arena = shared.arena;
        this.table = shared.table;
        this.scratch = region(1 << 10);
    }

    static Region region(int size) {
        return Region.over(Arena.ofAuto().allocate(size, 64), "test");
    }

    /// As a recycled arena is: references into itself, permutations, and lengths, all wrong.
    static Region garbage(int size, long seed) {
        Region region = region(size);
        SplittableRandom random = new SplittableRandom(seed);
        for (int offset = 0; offset + 8 <= size; offset += 8) {
            region.putLong(offset, random.nextLong());
        }
        return region;
    }

    /// Applies with the next sequence if there is room.
    boolean tryApply(int kind, byte[] key, byte[] value) {
        long size = RecordFormat.put(scratch, 0, kind, key, value);
        if (!table.hasRoom(size, 1)) {
            return false;
        }
        table.apply(scratch, 0, ++sequence);
        return true;
    }

    void put(byte[] key, byte[] value) {
        if (!tryApply(RecordKind.PUT, key, value)) {
            throw new AssertionError("no room");
        }
    }

    void delete(byte[] key) {
        if (!tryApply(RecordKind.DELETE, key, NO_VALUE)) {
            throw new AssertionError("no room");
        }
    }

    long find(byte[] key, long snapshot) {
        return table.find(scratchKey(key), 3, key.length, snapshot);
    }

    /// A key at an odd place, followed by rubbish.
    Region scratchKey(byte[] key) {
        scratch.copyFrom(3, key, 0, key.length);
        scratch.putLong(3L + key.length, 0xA5A5_FF00_A5A5_FF00L);
        return scratch;
    }

    boolean seek(Cursor cursor, byte[] key) {
        return cursor.seek(scratchKey(key), 3, key.length);
    }

    boolean seekForPrevious(Cursor cursor, byte[] key) {
        return cursor.seekForPrevious(scratchKey(key), 3, key.length);
    }

    /// An entry as one number and its bytes; null for none.
    @Nullable
    Shown shown(long entry) {
        if (entry == MemTable.NOT_FOUND) {
            return null;
        }
        return new Shown(
                bytes(arena, table.keyOffset(entry), table.keyLength(entry)),
                table.kind(entry),
                table.sequence(entry),
                bytes(arena, table.valueOffset(entry), table.valueLength(entry)));
    }

    /// Of an entry that must be there.
    Shown present(long entry) {
        return Objects.requireNonNull(shown(entry));
    }

    /// Of the entry that a cursor must stand on.
    static Shown present(Cursor cursor) {
        return Objects.requireNonNull(shown(cursor));
    }

    static @Nullable Shown shown(Cursor cursor) {
        if (!cursor.isValid()) {
            return null;
        }
        return new Shown(
                bytes(cursor.region(), cursor.keyOffset(), cursor.keyLength()),
                cursor.kind(),
                cursor.sequence(),
                bytes(cursor.region(), cursor.valueOffset(), cursor.valueLength()));
    }

    static byte[] bytes(Region region, long offset, int length) {
        return region.segment().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
