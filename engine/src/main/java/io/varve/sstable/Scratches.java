package io.varve.sstable;

import io.varve.error.ResourceRefusedException;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Private memory for whoever checks what a file says: a few pieces that go round, and more when more are needed
/// at once.
///
/// **Owner:** any thread.
final class Scratches implements AutoCloseable {
    /// Bytes of a piece: what is copied and read at once.
    static final int SIZE = 64 * 1024;

    /// As many as threads unpack at a time on most machines.
    private static final int KEPT = 16;

    private final Memory memory;
    private final MemoryAccount account;
    private final AtomicReferenceArray<@Nullable Scratch> kept = new AtomicReferenceArray<>(KEPT);

    Scratches(Memory memory, MemoryAccount account) {
        this.memory = memory;
        this.account = account;
    }

    /// A piece, a checksum that knows it, and what unpacks what is in it.
    record Scratch(Region region, Crc32c crc, BlockUnpacker unpacker) {
        Scratch(Region region) {
            this(region, new Crc32c(), new BlockUnpacker(region));
        }
    }

    /// Takes a piece.
    Scratch take() {
        for (int i = 0; i < KEPT; i++) {
            Scratch scratch = kept.getAndSet(i, null);
            if (scratch != null) {
                return scratch;
            }
        }
        try {
            return new Scratch(memory.allocate(account, SIZE, Pages.BASE));
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("checking a block of a table", refused.isBudget(), refused);
        }
    }

    /// Gives it back.
    void give(Scratch scratch) {
        for (int i = 0; i < KEPT; i++) {
            if (kept.compareAndSet(i, null, scratch)) {
                return;
            }
        }
        free(scratch);
    }

    @Override
    public void close() {
        for (int i = 0; i < KEPT; i++) {
            Scratch scratch = kept.getAndSet(i, null);
            if (scratch != null) {
                free(scratch);
            }
        }
    }

    private void free(Scratch scratch) {
        scratch.unpacker().close();
        memory.free(scratch.region());
    }
}
