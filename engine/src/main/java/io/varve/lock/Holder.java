package io.varve.lock;

import java.time.Instant;

/// Who holds a lock, as others get to read it.
///
/// @param pid of the process, in its own pid namespace
/// @param host the name of its machine or container, which makes the pid mean something
/// @param startMillis when the process began, since 1970; a pid that was given out again has a later one
public record Holder(long pid, String host, long startMillis) {
    /// The holder for people: `pid 4711 on db1, running since 2026-11-20T10:24:00Z`.
    public String describe() {
        return "pid " + pid + " on " + host + ", running since " + Instant.ofEpochMilli(startMillis);
    }
}
