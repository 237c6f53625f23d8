package io.varve.version;

/// A manifest as it was read.
///
/// @param marker that names it
/// @param state after its last intact edit
/// @param report what was noticed
public record ManifestFound(MarkerName marker, ManifestState state, ManifestReport report) {}
