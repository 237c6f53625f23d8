/// `./varve bench <workload>` and `./varve bench full`: workloads that others have defined, on any store.
///
/// A [Load] is a workload; [Loads] has those of db_bench and YCSB. A [Round] opens a store, fills it
/// where the workload reads, and lets [Worker]s take turns with what their [Dice] say; [LoadCommand]
/// goes through workloads, stores and rounds, the stores of a round one after the other, and keeps what
/// came of it also when a store fails or somebody ends the run.
@NullMarked
package io.varve.bench.load;

import org.jspecify.annotations.NullMarked;
