/// What is kept can be read, by us and by others, in every form that it has had.
@NullMarked
package io.varve.bench.results;

import org.jspecify.annotations.NullMarked;
