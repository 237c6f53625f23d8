package io.varve.nativeio;

/// Which pages a region is made of.
public enum Pages {
    /// The machine's ordinary pages.
    BASE,

    /// Aligned to huge pages and advised to be made of them; made of ordinary ones when the kernel has
    /// none to give.
    HUGE
}
