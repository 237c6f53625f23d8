/// The exceptions a caller can meet: few, one per way to react.
///
/// What the world does to a store is a [StoreException]. What the caller did is an `IllegalArgumentException`:
/// [InvalidOptionsException], [TooLargeException]. Whoever throws one knows what the file or directory is to
/// the store; the layers below, which do not, answer with numbers.
///
/// A write ends acknowledged, rejected for a [RejectionCause], or unknown, and in no other way.
@NullMarked
package io.varve.error;

import org.jspecify.annotations.NullMarked;
