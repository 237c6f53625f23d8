/// Tests of flushes without a store: what streams and installs is a stand-in that fails, stalls and throws.
@NullMarked
package io.varve.flush;

import org.jspecify.annotations.NullMarked;
