/// Immutable sorted tables on disk: built block by block ([TableBuilder]), made durable through a mapping
/// ([TableSink]), opened and read ([Table]), under numbers that are never used again ([TableStore]).
@NullMarked
package io.varve.sstable;

import org.jspecify.annotations.NullMarked;
