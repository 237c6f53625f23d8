package io.varve.format;

/// About how much a range of keys has somewhere.
///
/// @param bytes that it takes there
/// @param entries versions of keys, tombstones included
/// @param tombstones among them
public record Extent(double bytes, double entries, double tombstones) {
    /// Nothing.
    public static final Extent NONE = new Extent(0, 0, 0);

    /// Both together.
    public Extent plus(Extent other) {
        return new Extent(bytes + other.bytes, entries + other.entries, tombstones + other.tombstones);
    }
}
