/// What all files and buffers share: how one operation is encoded ([RecordFormat]), and what limits
/// hold for it ([RecordLimits]), whose they are ([StoreId]), and the time in them ([EngineTime]).
@NullMarked
package io.varve.format;

import org.jspecify.annotations.NullMarked;
