package io.varve.sstable;

import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// What a table says of a key without a look at its blocks: by a [Filter], by [Signposts], or by signposts with a
/// small filter before them, which stays in the cache where signposts do not (decision 256).
///
/// That filter gets the halves of the hash in the other order: whom it lets pass is no likelier to be let pass again.
final class KeyFilter {
    /// Lets every key pass.
    static final KeyFilter NONE = new KeyFilter(null, null);

    private final @Nullable Filter bits;
    private final @Nullable Signposts posts;

    private KeyFilter(@Nullable Filter bits, @Nullable Signposts posts) {
        this.bits = bits;
        this.posts = posts;
    }

    /// Over lines that are there, or are made: then they are zeros yet.
    ///
    /// @param region begins with the lines: signposts first, bits behind them
    /// @param lines of both
    static KeyFilter of(FilterShape shape, Region region, long lines) {
        if (lines == 0) {
            return NONE;
        }
        if (!shape.isOfSignposts()) {
            return new KeyFilter(new Filter(region, lines, shape.probes()), null);
        }
        long posted = lines - shape.bitLines();
        Signposts posts = new Signposts(region, posted, shape.blockBits(), shape.lineBits());
        return new KeyFilter(shape.bitLines() == 0 ? null : sieve(shape, region, posted), posts);
    }

    private static Filter sieve(FilterShape shape, Region region, long posted) {
        Region behind = region.slice(posted * Filter.LINE, (long) shape.bitLines() * Filter.LINE);
        return new Filter(behind, shape.bitLines(), shape.probes());
    }

    /// Adds a key.
    ///
    /// @param target of its signpost, if there are any
    void insert(long hash, int target) {
        if (bits != null) {
            bits.insert(posts == null ? hash : turned(hash));
        }
        if (posts != null) {
            posts.insert(hash, target);
        }
    }

    /// Where keys stand; null when that has to be searched for.
    @Nullable
    Signposts posts() {
        return posts;
    }

    boolean isNone() {
        return bits == null && posts == null;
    }

    /// False when the key is not in the table.
    boolean mayContain(long hash) {
        Filter first = bits;
        Signposts then = posts;
        if (then == null) {
            return first == null || first.mayContain(hash);
        }
        return (first == null || first.mayContain(turned(hash))) && then.mayContain(hash);
    }

    /// Whether it lets a key pass, and leads to its block.
    ///
    /// @param block with the newest version of the key
    boolean knows(long hash, int block) {
        return mayContain(hash) && (posts == null || posts.leadsTo(hash, block));
    }

    /// Has what is asked first of a key fetched.
    void prefetch(long hash) {
        Filter first = bits;
        Signposts then = posts;
        if (first != null) {
            first.prefetch(then == null ? hash : turned(hash));
        } else if (then != null) {
            then.prefetch(hash);
        }
    }

    /// Has what is asked then fetched, if it will be asked.
    void prefetchPosts(long hash) {
        Filter first = bits;
        Signposts then = posts;
        if (first != null && then != null && first.mayContain(turned(hash))) {
            then.prefetch(hash);
        }
    }

    private static long turned(long hash) {
        return Long.rotateLeft(hash, Integer.SIZE);
    }
}
