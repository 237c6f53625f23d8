/// What writing a table costs through a mapping, through the page cache and around it.
@NullMarked
package io.varve.bench.table;

import org.jspecify.annotations.NullMarked;
