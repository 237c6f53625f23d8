package io.varve.report;

import io.varve.error.StoreException;
import java.util.ArrayList;
import java.util.List;

/// Collects findings: the first thousands of them, and how many there were.
///
/// **Owner:** one thread.
public final class Findings {
    /// More than this say nothing new, and would take memory without end.
    public static final int MOST = 10_000;

    private final String directory;
    private final List<Finding> first = new ArrayList<>();
    private long count;

    /// None yet.
    ///
    /// @param directory of the store
    public Findings(String directory) {
        this.directory = directory;
    }

    /// One more.
    public void add(StoreException cause) {
        count++;
        if (first.size() < MOST) {
            first.add(Finding.of(directory, cause));
        }
    }

    /// How many there were.
    public long count() {
        return count;
    }

    /// The first of them, in the order in which they were found.
    public List<Finding> first() {
        return List.copyOf(first);
    }
}
