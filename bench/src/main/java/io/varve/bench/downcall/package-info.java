/// What a call into the kernel costs from Java, by the shape of the call.
@NullMarked
package io.varve.bench.downcall;

import org.jspecify.annotations.NullMarked;
