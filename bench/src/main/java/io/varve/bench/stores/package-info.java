/// One way to run any store: what every measurement here uses.
///
/// A [Peer] is an open store, [Stores] knows them all by name, a [Setup] says what one is opened for, and each thread
/// has a [Session] of its own, with buffers and transactions that it uses again. [Level] is what a write promises when
/// it returns: figures are compared within one level only, and `SyscallsTest` counts that the promise is kept.
///
/// Measurements hand over numbers; [Entries] makes keys and values of them, the same for every store.
@NullMarked
package io.varve.bench.stores;

import org.jspecify.annotations.NullMarked;
