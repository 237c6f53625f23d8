package io.varve.nativeio.sim;

import java.util.Arrays;

/// Which blocks of a file have space on the device, and which of those were ever written.
final class BlockMap {
    /// No space: reads as zeros; a mapped store to it is a signal when the disk is full.
    static final byte HOLE = 0;

    /// Space without content: reads as zeros.
    static final byte UNWRITTEN = 1;

    /// Space with content.
    static final byte WRITTEN = 2;

    static final int BLOCK_SIZE = PageStore.PAGE_SIZE;

    private byte[] states = {};

    BlockMap fork() {
        BlockMap fork = new BlockMap();
        fork.states = states.clone();
        return fork;
    }

    byte state(int block) {
        return block < states.length ? states[block] : HOLE;
    }

    void set(int block, byte state) {
        if (block >= states.length) {
            if (state == HOLE) {
                return;
            }
            states = Arrays.copyOf(states, Math.max(block + 1, states.length + states.length / 2));
        }
        states[block] = state;
    }

    /// Blocks of a range that are in this state.
    int count(int first, int end, byte state) {
        int count = 0;
        for (int block = first; block < end; block++) {
            count += state(block) == state ? 1 : 0;
        }
        return count;
    }

    /// One past the last block that has space.
    int end() {
        int end = states.length;
        while (end > 0 && states[end - 1] == HOLE) {
            end--;
        }
        return end;
    }

    /// Blocks that have space.
    int allocated() {
        return end() - count(0, end(), HOLE);
    }

    /// One past the block that holds the byte before `position`.
    static int endBlock(long position) {
        return Math.toIntExact((position + BLOCK_SIZE - 1) / BLOCK_SIZE);
    }
}
