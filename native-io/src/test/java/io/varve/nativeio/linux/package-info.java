/// The production seams against the machine the tests run on.
@NullMarked
package io.varve.nativeio.linux;

import org.jspecify.annotations.NullMarked;
