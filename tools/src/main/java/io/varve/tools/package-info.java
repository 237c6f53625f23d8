/// The command line: one class per command, and [Main] which picks it.
///
/// It stands in a module of its own so that the store needs no command-line library. A command writes its
/// answer to standard output, what went wrong to standard error, and says with its exit code which it was.
@NullMarked
package io.varve.tools;

import org.jspecify.annotations.NullMarked;
