package io.varve.view;

/// What a rotation left: a frozen memtable, until it is durable, and then its tables in its place (D-16).
public sealed interface Level0Source permits FrozenMemTable, Level0Table {
    /// The number of the rotation that froze the memtable. A higher one is newer.
    long rotation();
}
