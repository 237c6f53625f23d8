/// What a durable write, and a write that is not, cost on this disk, by the state of the file.
@NullMarked
package io.varve.bench.sync;

import org.jspecify.annotations.NullMarked;
