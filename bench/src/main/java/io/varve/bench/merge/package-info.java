/// What a merge of tables costs per entry.
@NullMarked
package io.varve.bench.merge;

import org.jspecify.annotations.NullMarked;
