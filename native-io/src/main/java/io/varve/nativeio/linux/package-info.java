/// The production side of the seams: Linux on x86-64 and aarch64, reached through [Linux].
///
/// All calls into the kernel are in [Kernel], through one method handle; the rest of the package gives
/// them types, checks their arguments and remembers what is open.
@NullMarked
package io.varve.nativeio.linux;

import org.jspecify.annotations.NullMarked;
