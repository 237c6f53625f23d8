/// The calls that promise to allocate nothing do so, as seen from outside.
@NullMarked
package io.varve.bench.allocation;

import org.jspecify.annotations.NullMarked;
