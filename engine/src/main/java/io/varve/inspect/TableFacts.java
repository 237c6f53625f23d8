package io.varve.inspect;

/// A table, as the manifest describes it.
///
/// @param number of its file
/// @param level 0: as it was flushed, and tables may overlap; from 1 on: part of a sorted run of that level
/// @param rotation at level 0 its age: a higher one is newer; from level 1 on the number of its run, likewise
/// @param bytes of the file
/// @param entries in it, versions and tombstones included
/// @param tombstones among them
/// @param rawBytes of keys and values
/// @param smallest key, in hexadecimal digits
/// @param largest key, in hexadecimal digits
/// @param firstSequence the lowest number of an operation in it
/// @param lastSequence the highest
/// @param writtenMillis when it was written
public record TableFacts(
        long number,
        int level,
        long rotation,
        long bytes,
        long entries,
        long tombstones,
        long rawBytes,
        String smallest,
        String largest,
        long firstSequence,
        long lastSequence,
        long writtenMillis) {}
