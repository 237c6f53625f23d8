/// The test package of decisions about merges.
@NullMarked
package io.varve.compaction;

import org.jspecify.annotations.NullMarked;
