package io.varve.memtable;

import io.varve.nativeio.Region;

/// What is still free of an arena: entries are taken from its beginning, nodes from its end, so that
/// nodes stand dense and aligned, and behind every entry there is something that can be read.
///
/// **Owner:** the writer.
final class Space {
    /// The reference to the root, on a cache line of its own.
    static final int HEADER_SIZE = Node.ALIGNMENT;

    private final long size;
    private long entriesEnd;
    private long nodesBegin;

    Space(Region arena) {
        this.size = arena.size();
        this.entriesEnd = HEADER_SIZE;
        this.nodesBegin = size & -Node.ALIGNMENT;
    }

    /// Where the next entry begins.
    long entriesEnd() {
        return entriesEnd;
    }

    /// Takes the bytes behind the last entry.
    void takeEntry(long bytes) {
        entriesEnd += bytes;
        assert entriesEnd <= nodesBegin : "entries up to " + entriesEnd + ", nodes from " + nodesBegin;
    }

    /// Takes the bytes of a node.
    long takeNode(int bytes) {
        nodesBegin -= bytes;
        assert entriesEnd <= nodesBegin : "entries up to " + entriesEnd + ", nodes from " + nodesBegin;
        return nodesBegin;
    }

    long free() {
        return nodesBegin - entriesEnd;
    }

    long used() {
        return size - free();
    }
}
