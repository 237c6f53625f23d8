/// Stores that are written to beside each other, each at the same durability: ours, RocksDB, LMDB, and a probe
/// that is no store but what the machine gives. For measurements of their own kind; `quick` has its own.
@NullMarked
package io.varve.bench.peer;

import org.jspecify.annotations.NullMarked;
