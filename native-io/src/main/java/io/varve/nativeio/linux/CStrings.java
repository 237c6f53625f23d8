package io.varve.nativeio.linux;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/// Paths and names as the kernel wants them.
final class CStrings {
    private CStrings() {}

    /// The address of a path, readable until the arena closes.
    static long path(Arena arena, String path) {
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path is not empty and has no NUL: '" + path + "'");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
            throw new IllegalArgumentException("a path is encodable, without half of a character: '" + path + "'");
        }
        return arena.allocateFrom(path, StandardCharsets.UTF_8).address();
    }

    /// The address of a name of one entry, readable until the arena closes.
    static long name(Arena arena, String name) {
        if (name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not the name of an entry: '" + name + "'");
        }
        return path(arena, name);
    }
}
