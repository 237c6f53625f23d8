/// What it costs to hand work to one writer thread through a ring and to hear back.
@NullMarked
package io.varve.bench.handoff;

import org.jspecify.annotations.NullMarked;
