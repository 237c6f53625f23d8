package io.varve.nativeio;

/// Which pages a region is made of.
public enum Pages {
    /// The machine's ordinary pages.
    BASE,

    /// Aligned to huge pages and advised to be made of them; made of ordinary ones when the kernel has
    /// none to give.
    HUGE;

    /// Bytes of a huge page where most machines have one.
    private static final long HUGE_SIZE = 2L << 20;

    /// Huge ones for what fills at least one.
    public static Pages forSize(long bytes) {
        return bytes >= HUGE_SIZE ? HUGE : BASE;
    }
}
