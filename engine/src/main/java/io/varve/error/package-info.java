/// The exceptions a caller can meet: few, one per way to react.
///
/// All are a [StoreException]. Whoever throws one knows what the file or directory is to the store; the
/// layers below, which do not, answer with numbers.
@NullMarked
package io.varve.error;

import org.jspecify.annotations.NullMarked;
