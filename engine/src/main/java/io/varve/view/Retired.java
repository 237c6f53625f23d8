package io.varve.view;

/// A memtable or a table that left the view, and is freed when nobody can be reading it any more.
///
/// @param source the `MemTable` or the `Table` as views have it
/// @param generation of the first view without it
/// @param bytes of memory, or of the file, that it keeps
/// @param free gives them back; it is called once
public record Retired(Object source, long generation, long bytes, Runnable free) {}
