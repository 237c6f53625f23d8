/// The page shows what was kept, and nothing else.
@NullMarked
package io.varve.bench.report;

import org.jspecify.annotations.NullMarked;
