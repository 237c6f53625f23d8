package io.varve.read;

import io.varve.format.RecordKind;
import io.varve.memory.Keys;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionPool;
import io.varve.view.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One lookup: the key it is for, and what it found. Used again for the next.
///
/// **Owner:** the call that has it, from [#begin] to [#end].
public final class Lookup {
    private final Region inline;
    private final RegionPool longKeys;
    private boolean isLong;
    private Region key;
    private @Nullable MemTable table;
    private long entry;

    /// @param inline holds keys that are short enough
    /// @param longKeys holds the others, one each
    Lookup(Region inline, RegionPool longKeys) {
        this.inline = inline;
        this.longKeys = longKeys;
        this.key = inline;
    }

    /// Where a key of `length` bytes goes before [#find], at offset 0.
    public Region begin(int length) {
        boolean needsMemory = length + Keys.SLACK > inline.size();
        key = needsMemory ? longKeys.take() : inline;
        isLong = needsMemory;
        return key;
    }

    /// Lets go of the key and of what was found.
    public void end() {
        table = null;
        if (isLong) {
            longKeys.give(key);
            isLong = false;
        }
    }

    /// Looks for the newest version at or below a sequence.
    ///
    /// @return whether that is a value
    public boolean find(View view, int keyLength, long sequence) {
        if (isIn(view.active(), keyLength, sequence)) {
            return isValue();
        }
        List<MemTable> frozen = view.frozen();
        for (int i = 0; i < frozen.size(); i++) {
            if (isIn(frozen.get(i), keyLength, sequence)) {
                return isValue();
            }
        }
        return false;
    }

    /// The memory that the value lies in.
    public Region region() {
        return table().arena();
    }

    /// Where the value begins.
    public long valueOffset() {
        return table().valueOffset(entry);
    }

    /// Bytes of the value.
    public int valueLength() {
        return table().valueLength(entry);
    }

    private boolean isIn(MemTable candidate, int keyLength, long sequence) {
        entry = candidate.find(key, 0, keyLength, sequence);
        table = candidate;
        return entry != MemTable.NOT_FOUND;
    }

    private boolean isValue() {
        return table().kind(entry) == RecordKind.PUT;
    }

    private MemTable table() {
        MemTable found = table;
        if (found == null) {
            throw new IllegalStateException("nothing was found");
        }
        return found;
    }
}
