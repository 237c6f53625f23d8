package io.varve.view;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionPool;
import io.varve.nativeio.linux.Linux;

/// Small memtables in memory that is taken, given back and used again: whoever reads one that was given back is
/// found out, as tests run in checked mode.
public final class TestMemTables implements AutoCloseable {
    private static final int POOLED = 64;

    private final Memory memory = Linux.memory(new MemoryBudget(256 << 20));
    private final RegionPool arenas;
    private final Region record = memory.allocate(memory.budget().account("test"), 4096, Pages.BASE);

    /// @param arenaBytes of each
    public TestMemTables(long arenaBytes) {
        this.arenas = new RegionPool(memory, memory.budget().account("memtable"), arenaBytes, Pages.BASE, POOLED);
    }

    /// Where the memory comes from.
    public Memory memory() {
        return memory;
    }

    /// An empty one.
    public MemTable take() {
        return new MemTable(arenas.take());
    }

    /// Gives one back.
    public void give(MemTable table) {
        arenas.give(table.arena());
    }

    /// Gives a key a value, or takes it away when there is none.
    ///
    /// @return false when there is no room
    public boolean write(MemTable table, byte[] key, byte[] value, int kind, long sequence) {
        long size = RecordFormat.put(record, 0, kind, key, value);
        if (!table.hasRoom(size, 1)) {
            return false;
        }
        table.apply(record, 0, sequence);
        return true;
    }

    /// Gives a key of eight bytes a value of eight bytes.
    public void put(MemTable table, long key, long value, long sequence) {
        if (!write(table, bytes(key), bytes(value), RecordKind.PUT, sequence)) {
            throw new AssertionError("no room");
        }
    }

    /// Big-endian.
    public static byte[] bytes(long number) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (number >>> (56 - i * Byte.SIZE));
        }
        return bytes;
    }

    @Override
    public void close() {
        arenas.close();
        memory.free(record);
    }
}
