package io.varve.nativeio.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/// Which processors threads may run on.
final class Affinity {
    /// Bytes of a mask of 1024 processors, as the C library has it.
    private static final int MASK_BYTES = 128;

    private Affinity() {}

    /// Whether the calling thread may run on a processor.
    static boolean isUsable(int processor) {
        if (processor < 0 || processor >= MASK_BYTES * Byte.SIZE) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            int filled = Kernel.schedGetAffinity(MASK_BYTES, mask.address());
            return filled > processor / Byte.SIZE
                    && (mask.get(ValueLayout.JAVA_BYTE, processor / Byte.SIZE) & 1 << processor % Byte.SIZE) != 0;
        }
    }

    /// Threads of another factory, each on the processor that is given for its name when it starts; those without
    /// one where the machine puts them. One that cannot be put there any more runs all the same.
    static ThreadFactory pinned(ThreadFactory threads, Map<String, Integer> processors) {
        return work -> threads.newThread(() -> {
            Integer processor = processors.get(Thread.currentThread().getName());
            if (processor != null) {
                pin(processor);
            }
            work.run();
        });
    }

    private static void pin(int processor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            mask.set(ValueLayout.JAVA_BYTE, processor / Byte.SIZE, (byte) (1 << processor % Byte.SIZE));
            int result = Kernel.schedSetAffinity(MASK_BYTES, mask.address());
            assert result == 0 || !isUsable(processor) : "processor " + processor + ": errno " + -result;
        }
    }
}
