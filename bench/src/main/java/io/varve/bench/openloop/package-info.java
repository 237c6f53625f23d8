/// `./varve bench open-loop`: how long a put takes for somebody who did not choose the moment.
///
/// Each thread has a [Schedule] of instants and puts at each of them. A put that comes late because an
/// earlier one took long is counted from when it should have begun: what a store makes others wait for is its
/// latency too. A [Sender] is one thread's work, a [Crowd] all of them on one store, and [Rounds] what they gave:
/// within a round the stores take turns, so that a disk whose latency drifts treats them alike.
@NullMarked
package io.varve.bench.openloop;

import org.jspecify.annotations.NullMarked;
