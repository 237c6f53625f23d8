package io.varve.version;

import org.jspecify.annotations.Nullable;

/// A number that only grows, kept in the manifest. A new one is a line here, and an accessor of [ManifestState].
/// In the order of the tags.
///
/// Most are the lowest number of a kind that was never given out: those below may have been used, and are never
/// used again, whether or not anything came of it (W-B8, W-B14).
public enum Floor {
    /// The first segment of the log that is still needed.
    LOG(2, 1, "log floor"),

    /// Of the numbers of log segments.
    SEGMENT(3, 1, "segment floor"),

    /// Of the numbers of tables and value files.
    FILE(4, 1, "file floor"),

    /// Of sequence numbers.
    SEQUENCE(5, 1, "sequence floor"),

    /// The first segment that the last opener made; none at first.
    LIFE_SEGMENT(8, 0, "life segment"),

    /// Of the numbers of rotations.
    ROTATION(9, 1, "rotation floor");

    /// Of the field in an edit ([EditFields]).
    final int tag;

    /// In a new store.
    final long first;

    /// As messages name it.
    final String label;

    Floor(int tag, long first, String label) {
        this.tag = tag;
        this.first = first;
        this.label = label;
    }

    /// The floor with this tag; null when there is none.
    static @Nullable Floor of(int tag) {
        for (Floor floor : values()) {
            if (floor.tag == tag) {
                return floor;
            }
        }
        return null;
    }
}
