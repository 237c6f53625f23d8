package io.varve.sstable;

/// What the footer of a table says of its filter: nothing, bits of a [Filter], [Signposts], or these and bits.
///
/// @param probes bits per key in the filter; 0 when there is none
/// @param bitLines lines of a filter that follow signposts; 0 when there are none, or nothing else
/// @param blockBits of the target of a signpost
/// @param lineBits of the target of a signpost
/// @param isOfSignposts whether there are signposts
record FilterShape(int probes, int bitLines, int blockBits, int lineBits, boolean isOfSignposts) {
    static final FilterShape NONE = new FilterShape(0, 0, 0, 0, false);

    static FilterShape bits(int probes) {
        return new FilterShape(probes, 0, 0, 0, false);
    }

    static FilterShape signposts(int blockBits, int lineBits) {
        return new FilterShape(0, 0, blockBits, lineBits, true);
    }

    /// Signposts, with bits behind them.
    FilterShape withBits(int probesOfBits, int lines) {
        return new FilterShape(probesOfBits, lines, blockBits, lineBits, isOfSignposts);
    }

    boolean isNone() {
        return probes == 0 && !isOfSignposts;
    }

    /// Whether it can be one of a section of so many bytes.
    boolean isPossible(long length) {
        boolean isSized = length % Filter.LINE == 0 && (length == 0 || !isNone());
        boolean isProbed = probes >= 0 && probes <= Filter.MAX_PROBES;
        boolean isDivided = isOfSignposts ? isDividedBehindSignposts(length) : bitLines == 0;
        return isSized && isProbed && isDivided && Signposts.fits(blockBits, lineBits);
    }

    /// Whether bits behind signposts have lines and probes or neither, and leave lines for the signposts.
    private boolean isDividedBehindSignposts(long length) {
        boolean hasBits = bitLines != 0;
        return hasBits == (probes != 0) && (!hasBits || (bitLines > 0 && bitLines < length / Filter.LINE));
    }
}
