/// What the seams hand out, without a machine.
@NullMarked
package io.varve.nativeio;

import org.jspecify.annotations.NullMarked;
