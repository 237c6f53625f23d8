/// Tests of what moves bytes to and from files.
@NullMarked
package io.varve.file;

import org.jspecify.annotations.NullMarked;
