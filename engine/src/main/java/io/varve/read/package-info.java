/// Point lookups and scans over one view, as of one sequence.
///
/// A lookup asks the sources newest to oldest and stops at the first version it meets, whatever that is
/// ([Lookup]). A scan walks all sources at once and shows of each key what the newest source has
/// ([ViewCursor]).
@NullMarked
package io.varve.read;

import org.jspecify.annotations.NullMarked;
