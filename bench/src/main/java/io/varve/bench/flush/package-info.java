/// `./varve bench flush`: what a rotation costs those who write meanwhile, and how long a store takes to open, from
/// tables and from its log.
@NullMarked
package io.varve.bench.flush;

import org.jspecify.annotations.NullMarked;
