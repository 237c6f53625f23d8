package io.varve.bench.syscalls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `strace -f` wrote, line by line: the calls between the marks of a [Child], counted when they begin.
///
/// A file that was opened with `O_DSYNC` or `O_SYNC` is followed from its open to its close, for each write
/// to it is a sync too.
final class Trace {
    /// The calls it wants to see. A question mark passes over those that the processor's kernel does not have.
    static final String CALLS =
            "?open,openat,close,fsync,fdatasync,msync,sync_file_range,write,writev,pwrite64,pwritev,"
                    + "pwritev2,?io_uring_enter,futex,madvise";

    private static final Set<String> SYNCS = Set.of("fsync", "fdatasync");
    private static final Set<String> WRITES = Set.of("write", "writev", "pwrite64", "pwritev", "pwritev2");
    private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)");
    private static final Pattern RESULT = Pattern.compile(".*\\) += (\\d+).*");

    private final Map<String, Long> calls = new TreeMap<>();
    private final Set<String> syncedFiles;
    private final Map<String, Boolean> opening;
    private long syncs;
    private long syncedWrites;
    private long writes;
    private boolean isMeasured;
    private boolean hasEnded;

    private Trace(Set<String> syncedFiles, Map<String, Boolean> opening) {
        this.syncedFiles = syncedFiles;
        this.opening = opening;
    }

    /// Reads all lines of a trace: what stands between the first marks, between the second, and so on.
    ///
    /// @throws IllegalStateException when it has not so many marks
    static List<Trace> all(List<String> lines, int count) {
        List<Trace> traces = new ArrayList<>();
        Trace current = new Trace(new HashSet<>(), new HashMap<>());
        for (String line : lines) {
            current.add(line);
            if (current.hasEnded) {
                traces.add(current);
                current = new Trace(current.syncedFiles, current.opening);
            }
        }
        if (traces.size() != count) {
            throw new IllegalStateException(
                    "the trace has " + traces.size() + " of " + count + " pairs of marks: strace did not see the puts");
        }
        return traces;
    }

    /// Calls by name.
    Map<String, Long> calls() {
        return calls;
    }

    /// Calls that sync a file.
    long syncs() {
        return syncs;
    }

    /// Writes that are synced by themselves.
    long syncedWrites() {
        return syncedWrites;
    }

    /// All writes, the synced ones too.
    long writes() {
        return writes;
    }

    /// Calls that wait for another thread or wake it.
    long futexes() {
        return calls.getOrDefault("futex", 0L);
    }

    private void add(String line) {
        Matcher call = CALL.matcher(line);
        if (call.matches()) {
            begun(call.group(1), call.group(2), call.group(3));
            return;
        }
        Matcher resumed = RESUMED.matcher(line);
        if (resumed.matches() && resumed.group(2).startsWith("open")) {
            opened(opening.getOrDefault(resumed.group(1), false), line);
        }
    }

    private void begun(String thread, String name, String rest) {
        switch (name) {
            case "open", "openat" -> {
                boolean isSynced = rest.contains("O_DSYNC") || rest.contains("O_SYNC");
                opening.put(thread, isSynced);
                opened(isSynced, rest);
            }
            case "close" -> syncedFiles.remove(firstArgument(rest));
            default -> count(name, rest);
        }
    }

    private void opened(boolean isSynced, String text) {
        Matcher result = RESULT.matcher(text);
        if (isSynced && result.matches()) {
            syncedFiles.add(result.group(1));
        }
    }

    private void count(String name, String rest) {
        if (WRITES.contains(name) && rest.contains(Child.BEGIN)) {
            isMeasured = true;
        } else if (WRITES.contains(name) && rest.contains(Child.END)) {
            hasEnded = isMeasured;
            isMeasured = false;
        } else if (isMeasured) {
            calls.merge(name, 1L, Long::sum);
            if (SYNCS.contains(name) || (name.equals("msync") && rest.contains("MS_SYNC"))) {
                syncs++;
            }
            if (WRITES.contains(name)) {
                writes++;
                syncedWrites += syncedFiles.contains(firstArgument(rest)) ? 1 : 0;
            }
        }
    }

    private static String firstArgument(String rest) {
        int end = 0;
        while (end < rest.length() && Character.isDigit(rest.charAt(end))) {
            end++;
        }
        return rest.substring(0, end);
    }
}
