@NullMarked
package io.varve.tools.soak;

import org.jspecify.annotations.NullMarked;
