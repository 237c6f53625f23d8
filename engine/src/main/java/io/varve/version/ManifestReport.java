package io.varve.version;

/// What was found out when a manifest was read, for people.
///
/// @param path of the manifest
/// @param edits that it holds
/// @param tornOffset where an edit began that was cut off and never acknowledged; -1 when there was none
/// @param tornSize from there to the last byte that is not zero
/// @param isReadDirectly true when the bytes came from the device and not from a cache that may show what a
///     failed sync has lost (F4)
public record ManifestReport(String path, long edits, long tornOffset, long tornSize, boolean isReadDirectly) {
    /// Whether something was left out.
    public boolean isTorn() {
        return tornOffset >= 0;
    }
}
