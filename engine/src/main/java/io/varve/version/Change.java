package io.varve.version;

/// What an edit does to tables and snapshots.
public sealed interface Change permits Install, DropSnapshot, Installed {}
