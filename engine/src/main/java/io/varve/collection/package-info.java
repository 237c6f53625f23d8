/// A store as Java's own collections: for convenience, where a few objects per entry do not matter.
///
/// [Entries] goes through a range once, as an `Iterable` or a stream, and is closed; [StoreMap] shows a snapshot as a
/// `NavigableMap` that cannot be changed. Both use what any program can use, and nothing else.
@NullMarked
package io.varve.collection;

import org.jspecify.annotations.NullMarked;
