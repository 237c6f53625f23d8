/// Recovery of a store whose log does not begin with its first operation.
@NullMarked
package io.varve.recovery;

import org.jspecify.annotations.NullMarked;
