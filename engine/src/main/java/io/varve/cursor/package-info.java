/// The one way to walk sorted entries ([Cursor]), whatever they are kept in.
@NullMarked
package io.varve.cursor;

import org.jspecify.annotations.NullMarked;
