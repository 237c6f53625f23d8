/// What is done with a store as a whole, beside reads and writes: it is verified, measured, copied, and what is left
/// of a damaged one is saved.
@NullMarked
package io.varve.whole;

import org.jspecify.annotations.NullMarked;
