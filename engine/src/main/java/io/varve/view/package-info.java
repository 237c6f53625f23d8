/// The hinge between the writer and the readers: what there is to read, and who is reading.
///
/// A [View] is everything a reader can meet, in one immutable object; [CurrentView] holds the newest and
/// is replaced by one release store. [Horizon] says how far of it may be seen. [Calls] counts who is
/// inside a call, so that a close can wait for them.
@NullMarked
package io.varve.view;

import org.jspecify.annotations.NullMarked;
