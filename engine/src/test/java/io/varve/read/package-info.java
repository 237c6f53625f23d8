/// Tests of io.varve.read.
@NullMarked
package io.varve.read;

import org.jspecify.annotations.NullMarked;
