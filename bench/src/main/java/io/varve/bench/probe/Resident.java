package io.varve.bench.probe;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/// Memory of this process that is present.
///
/// @param peakBytes most that there was since [#forget()], with mapped files
/// @param anonymousBytes now, without mapped files: heap, memtables, caches; 0 where the kernel does not tell
public record Resident(long peakBytes, long anonymousBytes) implements Serializable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String FORGET_PEAK = "5";
    private static final long KIBIBYTE = 1024;

    /// By now.
    public static Resident now() {
        return new Resident(bytes("VmHWM"), bytes("RssAnon"));
    }

    /// From now on, the peak is that of what follows. Where the kernel refuses, it is that of all.
    public static void forget() {
        try {
            Files.writeString(CLEAR, FORGET_PEAK);
        } catch (IOException refused) {
            // Then the peak is too large rather than too small.
        }
    }

    private static long bytes(String name) {
        String value = SystemFiles.value(STATUS, name);
        return value.equals(SystemFiles.UNKNOWN) ? 0 : Long.parseLong(value.split(" ", -1)[0]) * KIBIBYTE;
    }
}
