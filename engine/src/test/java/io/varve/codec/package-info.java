@NullMarked
package io.varve.codec;

import org.jspecify.annotations.NullMarked;
