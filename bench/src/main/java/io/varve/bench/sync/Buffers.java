package io.varve.bench.sync;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;

/// The memory that the disk probes write from and read into: zeros and data, 1 MiB each.
final class Buffers implements AutoCloseable {
    static final int SIZE = 1 << 20;

    private final Memory memory = Linux.memory(new MemoryBudget(8 << 20));
    private final Region zeros = memory.allocate(memory.budget().account("zeros"), SIZE, Pages.BASE);
    private final Region data = memory.allocate(memory.budget().account("data"), SIZE, Pages.BASE);

    Buffers() {
        zeros.fill(0, SIZE, (byte) 0);
        for (int offset = 0; offset < SIZE; offset += Long.BYTES) {
            data.putLong(offset, offset * 0x9E3779B97F4A7C15L);
        }
    }

    Region zeros() {
        return zeros;
    }

    Region data() {
        return data;
    }

    @Override
    public void close() {
        memory.free(zeros);
        memory.free(data);
    }
}
