/// What is done with files whoever owns them: transfers that are whole ([Transfer]).
@NullMarked
package io.varve.file;

import org.jspecify.annotations.NullMarked;
