/// The codecs that blocks of tables can be compressed with: what files call them, and the optional libraries behind
/// them. Nobody else knows those libraries; a class of theirs is first touched when a codec is asked for.
@NullMarked
package io.varve.compression;

import org.jspecify.annotations.NullMarked;
