package io.varve.sstable;

import io.varve.nativeio.Region;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where one reader finds the block it looks at: in the mapping of its table, or, if the block is packed, in a room
/// of the reader's own. So a block is unpacked for who reads it, and again for the next; nobody shares, waits or
/// evicts (decision 150).
///
/// **Owner:** one thread at a time. The bytes of an entry can be read until it looks at another block or is closed;
/// after that it can be used again.
public final class BlockReader implements AutoCloseable {
    private static final int NONE = -1;

    private @Nullable Region region;
    private @Nullable Blocks roomOf;
    private Rooms.@Nullable Room room;

    /// What is in the room.
    private int unpacked = NONE;

    private int unpackedLength;

    /// Looks at nothing yet.
    public BlockReader() {}

    /// The memory in which the entry lies that was found last. Of a table that is not packed it is mapped, so nothing
    /// of it may be checksummed or handed to native code, and an access may be an `InternalError`.
    public Region region() {
        return Objects.requireNonNull(region);
    }

    /// What an entry does: one of `format.RecordKind`.
    public int kind(long entry) {
        return Block.kind(region(), entry);
    }

    /// The number of the operation that wrote an entry.
    public long sequence(long entry) {
        return Block.sequence(region(), entry);
    }

    /// Whether an entry is a value that does not expire.
    public boolean isLasting(long entry) {
        return Block.isLasting(region(), entry);
    }

    /// When an entry expires; `Long.MAX_VALUE` when it does not.
    public long expiry(long entry) {
        return Block.expiry(region(), entry);
    }

    /// Where an entry's key begins in the region.
    public long keyOffset(long entry) {
        return Block.keyOffset(region(), entry);
    }

    /// Bytes of an entry's key.
    public int keyLength(long entry) {
        return Block.keyLength(region(), entry);
    }

    /// Where an entry's value begins in the region.
    public long valueOffset(long entry) {
        return Block.valueOffset(region(), entry);
    }

    /// Bytes of an entry's value.
    public int valueLength(long entry) {
        return Block.valueLength(region(), entry);
    }

    /// Looks at what is mapped.
    void toMapped(Region mapped) {
        region = mapped;
    }

    /// Looks at a packed block, which begins with the region.
    ///
    /// @return its length
    /// @throws io.varve.error.CorruptionException when it is not what was written
    int toPacked(Blocks blocks, int block) {
        if (unpacked != block || roomOf != blocks) {
            unpacked = NONE;
            if (roomOf != blocks) {
                close();
                roomOf = blocks;
            }
            unpackedLength = blocks.unpack(block, this);
            unpacked = block;
        }
        region = Objects.requireNonNull(room).region;
        return unpackedLength;
    }

    /// Room for a block of the table that it looks at. What was in it is gone.
    Rooms.Room room(Rooms rooms, int size) {
        Rooms.Room there = room;
        if (there == null || there.region.size() < size) {
            if (there != null) {
                room = null;
                rooms.give(there);
            }
            there = rooms.take(size);
            room = there;
        }
        return there;
    }

    /// Gives back what it has.
    @Override
    public void close() {
        Rooms.Room there = room;
        Blocks of = roomOf;
        room = null;
        roomOf = null;
        region = null;
        unpacked = NONE;
        if (there != null && of != null) {
            of.rooms().give(there);
        }
    }
}
