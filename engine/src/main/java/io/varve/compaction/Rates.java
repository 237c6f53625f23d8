package io.varve.compaction;

/// What is asked of a store per second.
///
/// @param writtenBytes of keys and values
/// @param lookups of keys that were not answered by memory
/// @param seeks of cursors
/// @param steps entries that cursors went over
public record Rates(double writtenBytes, double lookups, double seeks, double steps) {
    /// Nothing is asked.
    public static final Rates NONE = new Rates(0, 0, 0, 0);

    /// How much the newest window counts: after three windows of another kind seven eighths are theirs.
    private static final double NEWEST = 0.5;

    boolean isIdle() {
        return writtenBytes + lookups + seeks + steps <= 0;
    }

    /// These, with one more window.
    Rates and(Rates window) {
        return new Rates(
                mean(writtenBytes, window.writtenBytes),
                mean(lookups, window.lookups),
                mean(seeks, window.seeks),
                mean(steps, window.steps));
    }

    private static double mean(double before, double now) {
        return before + NEWEST * (now - before);
    }
}
