/// What happens inside a store, for those who want to know: one closed set of events ([StoreEvent]),
/// told to a [StoreListener], to the flight recorder of the JVM and to its logger.
///
/// Nothing that decides correctness stands here. Emitters see an [EventSink], which never blocks and
/// never fails; user code runs on a thread that does nothing else.
@NullMarked
package io.varve.event;

import org.jspecify.annotations.NullMarked;
