/// What randomised tests of every module share: fresh seeds, a way to replay one, a measure of effort.
@NullMarked
package io.varve.nativeio.testing;

import org.jspecify.annotations.NullMarked;
