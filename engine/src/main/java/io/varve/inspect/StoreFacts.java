package io.varve.inspect;

/// What the manifest says of the store as a whole.
///
/// @param id of the store, as 32 hexadecimal digits: every file of it has them
/// @param formatVersion of the formats that the store began with
/// @param createdMillis when it was made, milliseconds since 1970
/// @param manifest number of the current manifest
/// @param iteration how often the current manifest has changed
/// @param edits that the current manifest holds
/// @param edit number of the last one, counted over all manifests
/// @param tornBytes of an edit behind it that a crash cut short, and that nobody was promised
/// @param changedMillis engine time of the last edit
/// @param epoch how often the store was opened for writing
/// @param isCleanlyClosed whether the last close came to its end
/// @param snapshotId of what the store consists of on disk
/// @param firstSegment the first log segment that is needed
public record StoreFacts(
        String id,
        int formatVersion,
        long createdMillis,
        long manifest,
        long iteration,
        long edits,
        long edit,
        long tornBytes,
        long changedMillis,
        long epoch,
        boolean isCleanlyClosed,
        long snapshotId,
        long firstSegment) {}
