package io.varve.nativeio.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;

/// Blocks that belonged to deleted files: what freshly allocated space may still hold. Old content of
/// the same format is the hardest test of a reader; noise stands in while there is none.
final class OldBlocks {
    private static final int CAPACITY = 8;

    private final Deque<byte[]> blocks = new ArrayDeque<>();

    /// Takes the first blocks of a file that nobody will write again.
    void bury(FileState file) {
        for (int block = 0; block < Math.min(2, file.blocks.end()); block++) {
            blocks.addLast(file.pages.page(block));
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
