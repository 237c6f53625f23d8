/// What a store that another process has open does, drawn again and again.
@NullMarked
package io.varve.tools.watch;

import org.jspecify.annotations.NullMarked;
