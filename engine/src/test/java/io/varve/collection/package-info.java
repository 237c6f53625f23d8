@NullMarked
package io.varve.collection;

import org.jspecify.annotations.NullMarked;
