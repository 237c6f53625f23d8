/// The formats that all files share, byte by byte.
@NullMarked
package io.varve.format;

import org.jspecify.annotations.NullMarked;
