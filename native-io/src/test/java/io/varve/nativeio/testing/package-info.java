/// What tests of every module share.
@NullMarked
package io.varve.nativeio.testing;

import org.jspecify.annotations.NullMarked;
