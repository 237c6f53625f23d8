/// Whether a store that follows what is asked of it is better off than one that does not.
@NullMarked
package io.varve.bench.phases;

import org.jspecify.annotations.NullMarked;
