/// A store under a load of everything for as long as somebody likes: its content is held against a model, and what it
/// takes of memory and disk must not grow.
@NullMarked
package io.varve.tools.soak;

import org.jspecify.annotations.NullMarked;
