package io.varve.bench.accessor;

import io.varve.nativeio.Pages;

/// How much memory a chase goes through, and of which pages it is made.
public enum Placement {
    /// In the first-level cache.
    CACHE(32 << 10, Pages.BASE),
    /// In DRAM, on ordinary pages: cache and TLB miss on every step.
    DRAM(256 << 20, Pages.BASE),
    /// In DRAM, on pages advised to be huge.
    DRAM_HUGE(256 << 20, Pages.HUGE);

    private final int size;
    private final Pages pages;

    Placement(int size, Pages pages) {
        this.size = size;
        this.pages = pages;
    }

    int size() {
        return size;
    }

    Pages pages() {
        return pages;
    }
}
