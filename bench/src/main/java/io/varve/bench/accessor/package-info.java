/// What one load from off-heap memory costs, by the way it is made.
@NullMarked
package io.varve.bench.accessor;

import org.jspecify.annotations.NullMarked;
