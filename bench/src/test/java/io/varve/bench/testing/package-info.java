/// How tests run commands.
@NullMarked
package io.varve.bench.testing;

import org.jspecify.annotations.NullMarked;
