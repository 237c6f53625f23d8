package io.varve.version;

/// A manifest as it was read.
///
/// @param marker that names it
/// @param state after its last intact edit
/// @param report what was noticed
public record ManifestFound(MarkerName marker, ManifestState state, ManifestReport report) {
    /// The number of the manifest.
    public long number() {
        return marker.manifest();
    }

    /// How often the current manifest has changed, the first one included.
    public long iteration() {
        return marker.iteration();
    }
}
