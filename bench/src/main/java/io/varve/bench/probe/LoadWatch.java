package io.varve.bench.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How busy the machine was while a probe ran: with the probe, with other programs, and with other guests of
/// the hypervisor.
final class LoadWatch {
    /// Columns of the first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal.
    private static final int COLUMNS = 8;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;

    /// Columns of `/proc/self/stat` behind the name: ticks of this process and of its ended children, in user
    /// and in kernel mode.
    private static final int OWN_FIRST = 11;

    private static final int OWN_COUNT = 4;

    private final List<Long> all = allTicks();
    private final long own = ownTicks();
    private final String load = load();

    private LoadWatch() {}

    static LoadWatch start() {
        return new LoadWatch();
    }

    /// What happened since the start.
    Load stop() {
        List<Long> now = allTicks();
        if (now.size() < COLUMNS || all.size() < COLUMNS) {
            return new Load(load, load(), Double.NaN, Double.NaN, Double.NaN);
        }
        long total = 0;
        for (int i = 0; i < COLUMNS; i++) {
            total += now.get(i) - all.get(i);
        }
        long stolen = now.get(STEAL) - all.get(STEAL);
        long idle = now.get(IDLE) - all.get(IDLE) + now.get(IO_WAIT) - all.get(IO_WAIT);
        long probe = ownTicks() - own;
        double percent = 100.0 / Math.max(1, total);
        return new Load(
                load, load(), percent * probe, percent * Math.max(0, total - idle - stolen - probe), percent * stolen);
    }

    /// A machine's load during a probe, in percent of all its processor time.
    record Load(String before, String after, double probe, double others, double stolen) {
        /// So much of others is what a machine does that does nothing else.
        private static final double QUIET = 3;

        boolean isQuiet() {
            return others + stolen <= QUIET;
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "load average before and after: %s; %s%n"
                            + "processor time: the probe %.1f %%, other programs and interrupts %.1f %%, stolen by the"
                            + " hypervisor %.1f %%%s%n",
                    before,
                    after,
                    probe,
                    others,
                    stolen,
                    isQuiet() ? "" : " (NOT QUIET: measure again)");
        }
    }

    private static List<Long> allTicks() {
        return SystemFiles.lines(Path.of("/proc/stat")).stream()
                .filter(line -> line.startsWith("cpu "))
                .flatMap(line -> Stream.of(line.strip().split(" +")).skip(1))
                .map(Long::valueOf)
                .toList();
    }

    private static long ownTicks() {
        String line = SystemFiles.line(Path.of("/proc/self/stat"));
        List<String> columns =
                List.of(line.substring(line.lastIndexOf(')') + 1).strip().split(" "));
        return columns.stream()
                .skip(OWN_FIRST)
                .limit(OWN_COUNT)
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static String load() {
        String line = SystemFiles.line(Path.of("/proc/loadavg"));
        String[] parts = line.split(" ", -1);
        return parts.length >= 3 ? parts[0] + " " + parts[1] + " " + parts[2] : line;
    }
}
