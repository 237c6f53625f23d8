package io.varve.bench.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How busy the machine was while a probe ran: processor time of all programs together, and the time a
/// hypervisor gave to other guests.
final class LoadWatch {
    private static final int FIELDS = 8;
    private static final int STEAL = 7;

    private final List<Long> ticks;
    private final String loadBefore;

    private LoadWatch(List<Long> ticks, String loadBefore) {
        this.ticks = ticks;
        this.loadBefore = loadBefore;
    }

    static LoadWatch start() {
        return new LoadWatch(readTicks(), load());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("load average before and after: ")
                .append(loadBefore)
                .append("; ")
                .append(load())
                .append('\n');
        List<Long> now = readTicks();
        if (now.size() < FIELDS || ticks.size() < FIELDS) {
            return text.toString();
        }
        long all = 0;
        for (int i = 0; i < FIELDS; i++) {
            all += now.get(i) - ticks.get(i);
        }
        long idle = now.get(3) - ticks.get(3) + now.get(4) - ticks.get(4);
        long stolen = now.get(STEAL) - ticks.get(STEAL);
        if (all > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "processors during the run: %.0f %% idle, %.1f %% stolen by the hypervisor%n",
                    100.0 * idle / all,
                    100.0 * stolen / all));
        }
        return text.toString();
    }

    private static List<Long> readTicks() {
        return SystemFiles.lines(Path.of("/proc/stat")).stream()
                .filter(line -> line.startsWith("cpu "))
                .flatMap(line -> Stream.of(line.strip().split(" +")).skip(1))
                .map(Long::valueOf)
                .toList();
    }

    private static String load() {
        String line = SystemFiles.line(Path.of("/proc/loadavg"));
        String[] parts = line.split(" ", -1);
        return parts.length >= 3 ? parts[0] + " " + parts[1] + " " + parts[2] : line;
    }
}
