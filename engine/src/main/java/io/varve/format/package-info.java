/// What all files and buffers share: how one operation is encoded ([RecordFormat]), and what limits
/// hold for it ([RecordLimits]), whose they are ([StoreId]), the time in them ([EngineTime]), and what is known
/// of a table without opening it ([TableSummary]).
@NullMarked
package io.varve.format;

import org.jspecify.annotations.NullMarked;
