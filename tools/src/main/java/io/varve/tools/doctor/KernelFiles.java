package io.varve.tools.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// What the kernel says of itself in small text files; nothing where it does not.
final class KernelFiles {
    private KernelFiles() {}

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException absent) {
            return List.of();
        }
    }

    /// The first line, or "".
    static String line(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? "" : lines.getFirst().strip();
    }

    /// The word in brackets of a choice such as `always [madvise] never`; or "".
    static String chosen(Path file) {
        String line = line(file);
        int begin = line.indexOf('[');
        int end = line.indexOf(']');
        return begin >= 0 && end > begin ? line.substring(begin + 1, end) : "";
    }

    /// A number of the kernel's configuration, such as that of `CONFIG_HZ`; 0 when it does not show that.
    static long configured(String key) {
        String release = line(Path.of("/proc/sys/kernel/osrelease"));
        long packed = configured(key, Path.of("/proc/config.gz"), true);
        return packed != 0 ? packed : configured(key, Path.of("/boot/config-" + release), false);
    }

    private static long configured(String key, Path file, boolean isPacked) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream text = isPacked ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(key + "=")) {
                    return Long.parseLong(line.substring(key.length() + 1).strip());
                }
            }
        } catch (IOException | NumberFormatException absent) {
            return 0;
        }
        return 0;
    }
}
