package io.varve.nativeio;

import org.jspecify.annotations.Nullable;

/// How long a region and its slices may be used; one of them per time the memory is handed out, so a
/// region that was given back stays dead when the same memory is handed out again.
public final class RegionLife {
    private final String name;
    private final boolean isMapped;
    private final boolean isReadOnly;
    private final int generation;
    private volatile @Nullable RegionPool pool;
    private volatile boolean isOver;

    /// A life that begins now.
    ///
    /// @param name as messages name the region
    /// @param isMapped true for memory mapped from a file
    /// @param generation how often this memory was handed out before
    public RegionLife(String name, boolean isMapped, int generation) {
        this(name, isMapped, false, generation);
    }

    private RegionLife(String name, boolean isMapped, boolean isReadOnly, int generation) {
        this.name = name;
        this.isMapped = isMapped;
        this.isReadOnly = isReadOnly;
        this.generation = generation;
    }

    /// The life of memory mapped from a file, which can be stored to as `mode` says.
    public static RegionLife ofMapping(String name, MapMode mode) {
        return new RegionLife(name, true, mode == MapMode.READ, 0);
    }

    /// Ends it; later use of the region is an error.
    public void end() {
        isOver = true;
    }

    /// True from [#end()] on.
    public boolean isOver() {
        return isOver;
    }

    /// True when no file is behind the memory, so that no access to it can fail.
    public boolean isPrivate() {
        return !isMapped;
    }

    /// True when a store would end the process.
    public boolean isReadOnly() {
        return isReadOnly;
    }

    /// How often this memory was handed out before.
    public int generation() {
        return generation;
    }

    /// As messages name the region.
    public String name() {
        return name;
    }

    /// Throws `IllegalStateException` when it is over.
    public void check() {
        if (isOver) {
            throw new IllegalStateException(this + ": used after it was given back");
        }
    }

    /// Throws `IllegalStateException` when a store would end the process.
    public void checkWritable() {
        if (isReadOnly) {
            throw new IllegalStateException(this + ": stored to, but mapped to be read only");
        }
    }

    /// The pool that took the region and gets it back; null when none did.
    @Nullable
    RegionPool pool() {
        return pool;
    }

    void belongTo(RegionPool owner) {
        pool = owner;
    }

    @Override
    public String toString() {
        return generation == 0 ? name : name + " (generation " + generation + ")";
    }
}
