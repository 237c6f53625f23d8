/// What lies in the directory of a store, for people and tools: files, levels, key ranges, the log, and every byte
/// of a file in words. Reads only, takes no lock, and works beside a store that is open, or damaged.
@NullMarked
package io.varve.inspect;

import org.jspecify.annotations.NullMarked;
