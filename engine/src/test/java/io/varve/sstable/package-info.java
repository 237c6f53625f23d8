/// Tests of tables on disk.
@NullMarked
package io.varve.sstable;

import org.jspecify.annotations.NullMarked;
