/// The house rules that compiler and formatter do not know, for the tests of every module.
@NullMarked
package io.varve.nativeio.testing.rules;

import org.jspecify.annotations.NullMarked;
