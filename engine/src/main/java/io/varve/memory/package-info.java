/// What is done with raw memory whoever owns it: comparing keys ([Keys]).
@NullMarked
package io.varve.memory;

import org.jspecify.annotations.NullMarked;
