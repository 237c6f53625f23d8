/// What a store counts while it works: counters that cost their writer a plain store, and that readers
/// look at without disturbing anybody.
///
/// Nothing is decided by what is counted here. [StoreCounters] holds all of a store.
@NullMarked
package io.varve.stats;

import org.jspecify.annotations.NullMarked;
