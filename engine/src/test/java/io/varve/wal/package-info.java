/// The log, on the simulated disk and on a real one.
@NullMarked
package io.varve.wal;

import org.jspecify.annotations.NullMarked;
