/// Tests of io.varve.compression.
@NullMarked
package io.varve.compression;

import org.jspecify.annotations.NullMarked;
