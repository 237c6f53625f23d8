/// Tests of io.varve.memory.
@NullMarked
package io.varve.memory;

import org.jspecify.annotations.NullMarked;
