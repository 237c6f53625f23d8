/// What writes to and reads from the table in memory cost.
@NullMarked
package io.varve.bench.memtable;

import org.jspecify.annotations.NullMarked;
