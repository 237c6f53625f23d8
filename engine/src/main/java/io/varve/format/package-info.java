/// What all files and buffers share: how one operation is encoded ([RecordFormat]), and what limits
/// hold for it ([RecordLimits]), and whose they are ([StoreId]).
@NullMarked
package io.varve.format;

import org.jspecify.annotations.NullMarked;
