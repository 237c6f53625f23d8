/// Which tables are to be merged next: a pure decision, from the shape of the tree and nothing else.
///
/// A [Shape] says what there is; the [Picker] answers with a [Pick] or with nothing, when the tree is as it should be.
/// Nothing here reads a file, knows a thread or looks at a clock; who does the work stands in `flush`.
@NullMarked
package io.varve.compaction;

import org.jspecify.annotations.NullMarked;
