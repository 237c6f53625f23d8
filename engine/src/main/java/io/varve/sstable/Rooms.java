package io.varve.sstable;

import io.varve.error.ResourceRefusedException;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Private memory for blocks that are unpacked: each reader has one block at a time, in a room that nobody else
/// writes to. Some rooms go round; more are made when more are needed at once.
///
/// **Promises:** no more memory than one room for each reader that is on a packed block. What a reader never gave
/// back, such as a cursor that was forgotten, is given back by [#close].
///
/// **Owner:** any thread.
final class Rooms implements AutoCloseable {
    /// The smallest: for a block of a page, and one that is filled a little further.
    private static final int LEAST = 8192;

    private static final int KEPT = 64;

    private final Memory memory;
    private final MemoryAccount account;
    private final AtomicReferenceArray<@Nullable Room> kept = new AtomicReferenceArray<>(KEPT);

    /// Those that are kept and those that readers have.
    private final Set<Room> all = ConcurrentHashMap.newKeySet();

    private volatile boolean isClosed;

    Rooms(Memory memory, MemoryAccount account) {
        this.memory = memory;
        this.account = account;
    }

    /// A room, and the same memory as libraries want to be given it.
    static final class Room {
        final Region region;
        final ByteBuffer buffer;

        Room(Region region) {
            this.region = region;
            this.buffer = region.segment().asByteBuffer();
        }
    }

    /// Takes a room for so many bytes.
    ///
    /// @throws ResourceRefusedException when there is no memory for it
    Room take(int size) {
        for (int i = 0; i < KEPT; i++) {
            Room room = kept.get(i) == null ? null : kept.getAndSet(i, null);
            if (room != null && room.region.size() >= size) {
                return room;
            }
            if (room != null) {
                free(room);
            }
        }
        try {
            long taken = Math.max(size, LEAST);
            Room room = new Room(memory.allocate(account, taken, Pages.forSize(taken)));
            all.add(room);
            return room;
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("unpacking a block of a table", refused.isBudget(), refused);
        }
    }

    /// Gives it back.
    void give(Room room) {
        if (isClosed) {
            return;
        }
        for (int i = 0; i < KEPT; i++) {
            if (kept.get(i) == null && kept.compareAndSet(i, null, room)) {
                return;
            }
        }
        free(room);
    }

    /// Gives all memory back, whoever has it: nobody reads any more. A room that comes late is dropped.
    @Override
    public void close() {
        isClosed = true;
        all.forEach(this::free);
    }

    private void free(Room room) {
        if (all.remove(room)) {
            memory.free(room.region);
        }
    }
}
