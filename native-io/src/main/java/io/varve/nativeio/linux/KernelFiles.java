package io.varve.nativeio.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel says of itself in small text files below `/proc` and `/sys`.
final class KernelFiles {
    private static final int ENOUGH = 4096;

    private KernelFiles() {}

    /// The whole text, or "" where there is none. Read in one call: a kernel setting read bit by bit,
    /// as `Files.readString` reads a file of unknown size, ends after the first bit (`65530` is `6`).
    static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = new byte[ENOUGH];
            int read = in.read(bytes);
            return new String(bytes, 0, Math.max(read, 0), StandardCharsets.US_ASCII);
        } catch (IOException absent) {
            return "";
        }
    }

    static long number(Path file, long otherwise) {
        try {
            return Long.parseLong(text(file).trim());
        } catch (NumberFormatException absent) {
            return otherwise;
        }
    }
}
