@NullMarked
package io.varve.bench.deletes;

import org.jspecify.annotations.NullMarked;
