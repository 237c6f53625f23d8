package io.varve.report;

import java.time.Duration;

/// What a checkpoint consists of.
///
/// @param directory of the new store
/// @param sequence of the last operation that it may hold; it holds all up to there, and none beyond
/// @param linkedTables files that both stores have, under one name each
/// @param copiedTables files that could not be linked, because the directory is on another device or the
///     file system has no links
/// @param writtenTables made of what was in memory
/// @param bytes of all tables
/// @param writtenBytes of those that were copied or written
/// @param duration of all of it
public record CheckpointReport(
        String directory,
        long sequence,
        int linkedTables,
        int copiedTables,
        int writtenTables,
        long bytes,
        long writtenBytes,
        Duration duration) {}
