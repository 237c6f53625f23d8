package io.varve.nativeio.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;

/// Blocks that belonged to deleted or cut files: what freshly allocated space may still hold. Old content of
/// the same format is the hardest test of a reader; noise stands in while there is none.
final class OldBlocks {
    private static final int CAPACITY = 16;
    private static final int MOST_OF_A_FILE = 2;

    private final Deque<byte[]> blocks = new ArrayDeque<>();

    /// Takes some blocks of a file, from `first` on, that it is about to give back.
    void bury(FileState file, int first, SplittableRandom random) {
        int end = file.blocks.end();
        for (int i = 0; i < MOST_OF_A_FILE && first < end; i++) {
            int block = first + random.nextInt(end - first);
            if (file.blocks.state(block) == BlockMap.WRITTEN) {
                blocks.addLast(file.pages.page(block));
            }
        }
        while (blocks.size() > CAPACITY) {
            blocks.removeFirst();
        }
    }

    void inherit(OldBlocks ancestor) {
        blocks.addAll(ancestor.blocks);
    }

    byte[] choose(SplittableRandom random) {
        if (blocks.isEmpty() || random.nextInt(4) == 0) {
            byte[] noise = new byte[BlockMap.BLOCK_SIZE];
            if (random.nextBoolean()) {
                random.nextBytes(noise);
            } else {
                Arrays.fill(noise, (byte) 0xFF);
            }
            return noise;
        }
        int index = random.nextInt(blocks.size());
        return blocks.stream().skip(index).findFirst().orElseThrow();
    }
}
