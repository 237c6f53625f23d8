/// The measurement of overwriting runs to its end.
@NullMarked
package io.varve.bench.overwrite;

import org.jspecify.annotations.NullMarked;
