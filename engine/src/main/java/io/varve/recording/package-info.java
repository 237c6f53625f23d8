/// What the store does that takes time, as events of the flight recorder of the JVM: one class for each, with the
/// time that it took as the event's duration.
///
/// **Promises:** without a recording each costs the test of a flag that the JVM knows to be false, and no object.
/// Nothing is decided by what is recorded here. Beginnings, ends and rare things are in `delivery.RecordedEvent`.
@NullMarked
package io.varve.recording;

import org.jspecify.annotations.NullMarked;
