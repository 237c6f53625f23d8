package io.varve.version;

import java.util.EnumMap;
import java.util.Map;

/// A number for every [Floor]. Immutable. In an edit, 0 means "not changed".
public final class Floors {
    /// What no number of any kind reaches: the limit of epochs, which are also places in the lock file. Numbers
    /// beyond were never written by us, and adding to them would overflow.
    static final long LIMIT = 1L << 61;

    /// No change.
    static final Floors UNCHANGED = new Floors(new EnumMap<>(Floor.class));

    /// Without those that are 0.
    private final Map<Floor, Long> numbers;

    private Floors(Map<Floor, Long> numbers) {
        this.numbers = numbers;
    }

    /// Those of a new store.
    static Floors first() {
        Floors first = UNCHANGED;
        for (Floor floor : Floor.values()) {
            first = first.with(floor, floor.first);
        }
        return first;
    }

    long get(Floor floor) {
        return numbers.getOrDefault(floor, 0L);
    }

    /// The same with another number.
    Floors with(Floor floor, long number) {
        Map<Floor, Long> changed = new EnumMap<>(Floor.class);
        changed.putAll(numbers);
        if (number == 0) {
            changed.remove(floor);
        } else {
            changed.put(floor, number);
        }
        return new Floors(changed);
    }

    /// Those after a change.
    ///
    /// @throws IllegalArgumentException when one would go back, or beyond all limits
    Floors raised(Floors to) {
        Floors raised = this;
        for (Floor floor : Floor.values()) {
            long after = to.get(floor);
            if (after != 0) {
                raised = raised.with(floor, raised(floor, after));
            }
        }
        return raised;
    }

    private long raised(Floor floor, long after) {
        long before = get(floor);
        if (after < before) {
            throw new IllegalArgumentException(floor.label + " below " + before + ": " + after);
        }
        if (after >= LIMIT) {
            throw new IllegalArgumentException(floor.label + " beyond all limits: " + after);
        }
        return after;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Floors floors && numbers.equals(floors.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    @Override
    public String toString() {
        return numbers.toString();
    }
}
