package io.varve.sstable;

/// Asks the device for what a walk comes to next: tables are mapped without the kernel's read-ahead, which would read
/// much for each lookup (decision 252).
///
/// It asks where a block comes that nobody has read yet, and where the one before has taken so long that
/// its pages may have come from the device; if it was the program that took the time, a call more does
/// not count. What is in memory is walked over without a call.
///
/// **Owner:** one thread.
final class WalkAhead {
    /// In so many blocks one after the other a walk is seen; a seek and ten steps end before.
    private static final int FEW = 2;

    /// In memory a block takes 2 us; a page from a device, 60 and more.
    private static final long SLOW_NANOS = 20_000;

    /// Of several runs that a short walk merges, each is walked over a few blocks of.
    private static final long FIRST_WINDOW = 16 << 10;

    /// The time of a device for this hides the one until it begins: 0.1 ms of 1 ms, at 1 GB/s.
    private static final long LARGEST_WINDOW = 1 << 20;

    private final Blocks blocks;
    private int walked;
    private long window = FIRST_WINDOW;

    /// Where what was asked for ends, in the direction of the walk.
    private long asked;

    private boolean isUpward;

    /// When the walk came to the block that it is on.
    private long since;

    WalkAhead(Blocks blocks) {
        this.blocks = blocks;
    }

    /// The walk begins anew, anywhere.
    void onSeek() {
        walked = 0;
    }

    /// The walk comes from the block below.
    void onUp(int block) {
        count(true);
        if (!isWanted(block)) {
            return;
        }
        long at = blocks.index().offset(block);
        asked = Math.max(asked, at);
        if (asked - at <= window / 2) {
            blocks.willNeed(asked, at + window);
            asked = at + window;
            window = Math.min(2 * window, LARGEST_WINDOW);
        }
    }

    /// The walk comes from the block above.
    void onDown(int block) {
        count(false);
        if (!isWanted(block)) {
            return;
        }
        long at = blocks.index().offset(block) + blocks.index().length(block);
        asked = Math.min(asked, at);
        if (at - asked <= window / 2) {
            blocks.willNeed(at - window, asked);
            asked = at - window;
            window = Math.min(2 * window, LARGEST_WINDOW);
        }
    }

    private void count(boolean upward) {
        if (walked == 0 || isUpward != upward) {
            isUpward = upward;
            window = FIRST_WINDOW;
            asked = upward ? 0 : Long.MAX_VALUE;
            walked = 0;
        }
        walked++;
    }

    private boolean isWanted(int block) {
        long now = blocks.clock().nanoTime();
        boolean isSlow = now - since > SLOW_NANOS;
        since = now;
        return walked >= FEW && (isSlow || blocks.isNew(block));
    }
}
