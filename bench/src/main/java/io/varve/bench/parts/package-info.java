/// What the parts of the hot paths take by themselves, where no measurement of the whole tells them apart.
@NullMarked
package io.varve.bench.parts;

import org.jspecify.annotations.NullMarked;
