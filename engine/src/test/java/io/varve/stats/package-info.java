/// Tests of `io.varve.stats`.
@NullMarked
package io.varve.stats;

import org.jspecify.annotations.NullMarked;
