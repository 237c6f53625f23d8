/// `./varve bench quick`: the store beside its peers and beside what the machine gives, in one run.
///
/// A [Peer] is a way to run one store; each thread has a [Session] of its own. [QuickRun] goes through
/// workloads and rounds, the stores of a round one after the other, so that a disk whose latency drifts
/// treats them alike; of each figure the median round is shown.
@NullMarked
package io.varve.bench.quick;

import org.jspecify.annotations.NullMarked;
