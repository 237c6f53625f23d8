/// The commands that work on one store: one class each.
///
/// A command that only reads opens the store read-only, which needs no lock and changes nothing, beside whoever
/// writes. [io.varve.tools.session.Session] closes what a command has opened.
@NullMarked
package io.varve.tools.command;

import org.jspecify.annotations.NullMarked;
