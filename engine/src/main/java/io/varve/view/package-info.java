/// The hinge between the writer and the readers: what there is to read, and who is reading.
///
/// A [View] is everything a reader can meet, in one immutable object; [CurrentView] holds the newest, which writer
/// and installer replace by compare-and-set. [Horizon] says how far of it may be seen.
///
/// Nothing is freed that somebody may be reading: [Calls] knows who is inside a call and how far back each may look,
/// a [Hold] keeps a view for a cursor, and the [Reaper] frees what left the view when neither reaches it.
/// [LiveSnapshots] says which old versions are still wanted.
@NullMarked
package io.varve.view;

import org.jspecify.annotations.NullMarked;
