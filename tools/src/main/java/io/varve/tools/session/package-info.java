/// One run of the command line: where it reads and writes, which stores it has open, how it ends.
@NullMarked
package io.varve.tools.session;

import org.jspecify.annotations.NullMarked;
