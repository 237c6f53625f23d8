package io.varve.version;

import io.varve.format.StoreId;

/// What was fixed when the store was made, and never changes.
///
/// @param store whose files these are; drawn at random by whoever makes the store
/// @param formatVersion of the formats that the store began with
/// @param isWithoutLog true when writes go to no log and are durable by flush only (D-4)
/// @param createdMillis when it was made, milliseconds since 1970 of engine time
public record Creation(StoreId store, int formatVersion, boolean isWithoutLog, long createdMillis) {
    /// The formats of this version of Varve.
    public static final int FORMAT_VERSION = 1;
}
