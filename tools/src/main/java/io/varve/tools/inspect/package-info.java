/// What lies in the directory of a store, as text and as a drawing.
@NullMarked
package io.varve.tools.inspect;

import org.jspecify.annotations.NullMarked;
