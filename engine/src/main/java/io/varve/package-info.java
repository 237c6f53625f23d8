/// The store and what it is opened with.
///
/// Everything a program needs is here, in [io.varve.error] and in [io.varve.event]; the other packages
/// are not exported.
@NullMarked
package io.varve;

import org.jspecify.annotations.NullMarked;
