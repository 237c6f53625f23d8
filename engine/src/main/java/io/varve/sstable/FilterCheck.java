package io.varve.sstable;

import io.varve.nativeio.Region;

/// Whether the filter of a table, or its signposts, know the keys that are there.
interface FilterCheck {
    /// Where there is no filter to be asked.
    FilterCheck NONE = (hash, block) -> true;

    /// Whether it lets a key pass, and leads to its block.
    ///
    /// @param block with the newest version of the key
    boolean knows(long hash, int block);

    /// Asks what a footer says is there.
    ///
    /// @param region begins with it
    static FilterCheck of(Footer footer, Region region) {
        FilterShape shape = footer.filterShape();
        long lines = footer.filter().length() / Filter.LINE;
        if (lines == 0) {
            return NONE;
        }
        if (!shape.isOfSignposts()) {
            return (hash, block) -> Filter.mayContain(region, lines, shape.probes(), hash);
        }
        Signposts posts = new Signposts(region, lines, shape.blockBits(), shape.lineBits());
        return (hash, block) -> posts.leadsTo(hash, block);
    }
}
