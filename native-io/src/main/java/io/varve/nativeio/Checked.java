package io.varve.nativeio;

/// The switch of checked mode.
///
/// When it is on (`-Dio.varve.checked=true`, as in all tests), every access through [Region] is held
/// against the region's bounds, its life and the alignment of what is accessed; stores, against what the
/// memory was mapped for. Memory is poisoned when it is given back, and again when it is handed out
/// without having been unmapped (fresh memory is zero, as promised); of large regions, both ends are. It
/// stands between red zones, and rests in quarantine before it is unmapped. When it is off, none of this exists:
/// the constant is false when the compiler looks at it.
public final class Checked {
    /// True when accesses are checked.
    public static final boolean ON = Boolean.getBoolean("io.varve.checked");

    /// Every byte of memory that is handed out again, and of red zones.
    public static final byte FRESH = (byte) 0xA5;

    /// Every byte of memory that was given back.
    public static final byte FREED = (byte) 0xDB;

    private Checked() {}
}
