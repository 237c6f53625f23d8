package io.varve.nativeio;

/// The switch of checked mode.
///
/// When it is on (`-Dio.varve.checked=true`, as in all tests), every access through [Region] is held
/// against the region's bounds, its life and the alignment of what is accessed; memory is poisoned
/// when it is taken and when it is given back, stands between red zones, and rests in quarantine
/// before it is unmapped. When it is off, none of this exists: the constant is false when the
/// compiler looks at it.
public final class Checked {
    /// True when accesses are checked.
    public static final boolean ON = Boolean.getBoolean("io.varve.checked");

    /// Every byte of fresh memory that is not promised to be zero.
    public static final byte FRESH = (byte) 0xA5;

    /// Every byte of memory that was given back.
    public static final byte FREED = (byte) 0xDB;

    private Checked() {}
}
