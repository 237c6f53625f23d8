/// An open loop leaves nothing out, and its figures are of the form that tools read.
@NullMarked
package io.varve.bench.openloop;

import org.jspecify.annotations.NullMarked;
