/// What is left of what was deleted: space, and the time of scans that pass it.
@NullMarked
package io.varve.bench.deletes;

import org.jspecify.annotations.NullMarked;
