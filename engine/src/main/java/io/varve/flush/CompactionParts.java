package io.varve.flush;

import io.varve.compaction.CompactionConfig;
import io.varve.view.Debt;
import io.varve.write.Pace;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the coordinator needs to merge.
///
/// @param config the shape that the tree is to have
/// @param adapting sees what shape is best; null when that stays as it is
/// @param threads that merge at a time
/// @param merging does it
/// @param backoff of what failed
/// @param debt is told what is left to do
/// @param pressure how much of it there may be
/// @param pace is told how fast writes may come in
public record CompactionParts(
        CompactionConfig config,
        @Nullable Adapting adapting,
        int threads,
        MergeAttempt.Merging merging,
        Backoff backoff,
        Debt debt,
        Pressure pressure,
        Consumer<Pace> pace) {}
