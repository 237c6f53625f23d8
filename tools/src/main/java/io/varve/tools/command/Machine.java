package io.varve.tools.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What of the machine decides how a store is opened.
final class Machine {
    private static final String TOTAL = "MemTotal:";

    private Machine() {}

    /// Bytes of memory of the machine; 0 when it does not say. (Not by a management bean, which would take half as
    /// long as all else of a start.)
    static long memoryBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith(TOTAL)) {
                    return Long.parseLong(line.substring(TOTAL.length())
                                    .replace("kB", "")
                                    .strip())
                            * 1024;
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
        return 0;
    }
}
