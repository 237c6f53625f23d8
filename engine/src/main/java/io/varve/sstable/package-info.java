/// Immutable sorted tables on disk: built block by block ([TableBuilder]), made durable through a mapping
/// ([MappedSink]), opened and read ([Table]), under numbers that are never used again ([TableStore]).
@NullMarked
package io.varve.sstable;

import org.jspecify.annotations.NullMarked;
