package io.varve.write;

import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// How long threads look for what they wait for before they sleep: what to spend processor time on, in
/// numbers. Measured: docs/decisions/0061, 0070 and 0259.
///
/// @param spins looks that a caller takes which is not in the writer's way, and that waits for no sync
/// @param crowd writes that may be on their way when a caller looks that does not share the writer's processor
/// @param lookouts callers that may look for longer at a time, waiting for a sync
/// @param lookoutsWithoutSync likewise, of those that wait for none
/// @param lookoutNanos for how long these do
/// @param writerNanos how long the writer looks for work
/// @param gatherNanos how long the writer waits for company at most
/// @param writerIdle what the writer does instead of looking and sleeping; null for the usual
public record Patience(
        int spins,
        int crowd,
        int lookouts,
        int lookoutsWithoutSync,
        long lookoutNanos,
        long writerNanos,
        long gatherNanos,
        @Nullable IdleStrategy writerIdle) {}
