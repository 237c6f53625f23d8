@NullMarked
package io.varve.bench.phases;

import org.jspecify.annotations.NullMarked;
