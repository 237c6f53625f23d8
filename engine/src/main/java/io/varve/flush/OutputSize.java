package io.varve.flush;

/// How large a table becomes that a merge makes.
///
/// @param bytes after which the next one begins
/// @param keptBytes that its builder may keep in memory until its end, when there is no more than is guaranteed
public record OutputSize(long bytes, long keptBytes) {
    /// So many times as much as it keeps, a builder takes at most: while it grows, and when index and filter are made
    /// of it.
    public static final int ROOM = 3;
}
