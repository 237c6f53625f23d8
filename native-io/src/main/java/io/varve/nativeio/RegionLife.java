package io.varve.nativeio;

/// How long a region and its slices may be used; one of them per time the memory is handed out, so a
/// region that was given back stays dead when the same memory is handed out again.
public final class RegionLife {
    private final String name;
    private final boolean isMapped;
    private final int generation;
    private volatile boolean isOver;

    /// A life that begins now.
    ///
    /// @param name as messages name the region
    /// @param isMapped true for memory mapped from a file
    /// @param generation how often this memory was handed out before
    public RegionLife(String name, boolean isMapped, int generation) {
        this.name = name;
        this.isMapped = isMapped;
        this.generation = generation;
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

    @Override
    public String toString() {
        return generation == 0 ? name : name + " (generation " + generation + ")";
    }
}
