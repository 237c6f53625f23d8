/// What a trace says is counted right, and the stores sync what they promise.
@NullMarked
package io.varve.bench.syscalls;

import org.jspecify.annotations.NullMarked;
