/// Bytes as people and other programs write them: text with escapes, hexadecimal digits, JSON, CSV, sizes and times.
@NullMarked
package io.varve.tools.text;

import org.jspecify.annotations.NullMarked;
