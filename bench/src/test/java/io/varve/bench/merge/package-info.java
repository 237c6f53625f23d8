/// The measurement of merges runs to its end.
@NullMarked
package io.varve.bench.merge;

import org.jspecify.annotations.NullMarked;
