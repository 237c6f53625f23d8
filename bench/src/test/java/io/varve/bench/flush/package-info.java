/// The measurements of flushes run to their end.
@NullMarked
package io.varve.bench.flush;

import org.jspecify.annotations.NullMarked;
