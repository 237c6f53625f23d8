/// What is told of work on a whole store: what was checked, copied, found, and lost.
@NullMarked
package io.varve.report;

import org.jspecify.annotations.NullMarked;
