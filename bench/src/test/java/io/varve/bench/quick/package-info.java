/// The quick comparison runs, and its figures are of the form that tools read.
@NullMarked
package io.varve.bench.quick;

import org.jspecify.annotations.NullMarked;
