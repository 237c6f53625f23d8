/// Workloads run on every store, and what goes wrong is said and kept.
@NullMarked
package io.varve.bench.load;

import org.jspecify.annotations.NullMarked;
