/// The measurement of overwriting runs to its end.
@NullMarked
package io.varve.bench.steady;

import org.jspecify.annotations.NullMarked;
