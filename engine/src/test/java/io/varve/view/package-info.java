/// Tests of io.varve.view.
@NullMarked
package io.varve.view;

import org.jspecify.annotations.NullMarked;
