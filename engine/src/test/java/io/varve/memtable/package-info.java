/// Tests of io.varve.memtable.
@NullMarked
package io.varve.memtable;

import org.jspecify.annotations.NullMarked;
