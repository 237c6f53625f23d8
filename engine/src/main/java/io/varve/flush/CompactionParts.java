package io.varve.flush;

import io.varve.compaction.CompactionConfig;
import io.varve.view.Debt;

/// What the coordinator needs to merge.
///
/// @param config the shape that the tree is to have
/// @param threads that merge at a time
/// @param merging does it
/// @param backoff of what failed
/// @param debt is told what is left to do
public record CompactionParts(
        CompactionConfig config, int threads, MergeAttempt.Merging merging, Backoff backoff, Debt debt) {}
