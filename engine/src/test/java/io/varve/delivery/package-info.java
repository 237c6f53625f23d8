/// Tests of `io.varve.delivery`.
@NullMarked
package io.varve.delivery;

import org.jspecify.annotations.NullMarked;
