/// What a store gives and costs when the same keys are overwritten for long, and merging has to keep up.
@NullMarked
package io.varve.bench.steady;

import org.jspecify.annotations.NullMarked;
