package io.varve.inspect;

/// What a file is to the store.
public enum FileRole {
    /// The lock of who writes.
    LOCK("lock"),

    /// What an open store says of itself to other processes; decides nothing.
    STATISTICS("statistics"),

    /// Space on the disk that the store keeps for itself; nobody reads it.
    RESERVE("reserve"),

    /// The empty file whose name says which manifest is current.
    MARKER("marker"),

    /// The record of what the store is made of.
    MANIFEST("manifest"),

    /// Log that is not in tables yet, or prepared for writes to come.
    LOG("log"),

    /// A table of the store as it is now.
    TABLE("table"),

    /// A table that only named snapshots need.
    SNAPSHOT_TABLE("table of a snapshot"),

    /// Has the name of a file of a store, and is not needed: the next open for writing removes it.
    LEFTOVER("left over"),

    /// Nothing of ours: never read and never removed.
    FOREIGN("not of the store");

    private final String words;

    FileRole(String words) {
        this.words = words;
    }

    /// In words.
    public String words() {
        return words;
    }
}
