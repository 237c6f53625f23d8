/// From what is on disk to what there is to read and to go on from: the log is held against the manifest and
/// replayed into memtables, and what was read is made to stay before anybody relies on it.
@NullMarked
package io.varve.recovery;

import org.jspecify.annotations.NullMarked;
