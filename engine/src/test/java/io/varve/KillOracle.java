package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.varve.KillHistory.Operation;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a store must contain after its process was killed: of each thread the calls up to the last
/// acknowledged one, and perhaps some of those that were under way, the earlier before the later; whole calls.
final class KillOracle {
    private final KillHistory history;
    private final Map<String, byte[]>[] content;
    private final long[] begun;
    private final long[] acked;
    private final long[] applied;

    @SuppressWarnings({"unchecked", "rawtypes"})
    KillOracle(KillHistory history, int threads) {
        this.history = history;
        this.content = new Map[threads];
        Arrays.setAll(content, thread -> new TreeMap<>());
        this.begun = new long[threads];
        this.acked = new long[threads];
        this.applied = new long[threads];
    }

    /// Takes a line of the child.
    void hear(String line) {
        String[] words = line.split(" ", 4);
        switch (words[0]) {
            case "W", "R", "C", "D" -> {}
            case "I" -> begun[Integer.parseInt(words[1])] = Long.parseLong(words[2]) + 1;
            case "A" -> {
                int thread = Integer.parseInt(words[1]);
                acked[thread] = Math.max(acked[thread], Long.parseLong(words[2]) + 1);
            }
            case "X" -> begun[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
            default -> fail("the child said: " + line);
        }
    }

    long seed() {
        return history.seed();
    }

    /// The numbers of the calls that come next.
    long[] next() {
        return applied.clone();
    }

    /// Acknowledged calls so far.
    long acknowledged() {
        return Arrays.stream(acked).sum();
    }

    /// Compares a store with what it must contain, and settles what was open.
    void verify(Store store) {
        Map<String, byte[]> found = new TreeMap<>();
        try (StoreCursor cursor = store.cursor()) {
            for (boolean on = cursor.first(); on; on = cursor.next()) {
                found.put(new String(cursor.key(), UTF_8), cursor.value());
            }
        }
        int known = 0;
        for (int thread = 0; thread < content.length; thread++) {
            String prefix = KillHistory.prefix(thread);
            Map<String, byte[]> of = new TreeMap<>(found);
            of.keySet().removeIf(key -> !key.startsWith(prefix));
            settle(thread, of);
            known += of.size();
        }
        assertTrue(known == found.size(), "keys that nobody wrote");
        found.forEach((key, value) -> assertTrue(Arrays.equals(value, store.get(key.getBytes(UTF_8))), key));
    }

    private void settle(int thread, Map<String, byte[]> found) {
        while (applied[thread] < acked[thread]) {
            apply(thread);
        }
        while (!isSame(content[thread], found) && applied[thread] < begun[thread]) {
            apply(thread);
        }
        if (!isSame(content[thread], found)) {
            fail("thread " + thread + ", begun " + begun[thread] + ", acknowledged " + acked[thread]
                    + ", compared with " + applied[thread] + ": " + difference(content[thread], found));
        }
        begun[thread] = applied[thread];
        acked[thread] = applied[thread];
    }

    private void apply(int thread) {
        for (Operation operation : history.step(thread, applied[thread]).operations()) {
            byte[] value = operation.value();
            if (value == null) {
                content[thread].remove(operation.key());
            } else {
                content[thread].put(operation.key(), value);
            }
        }
        applied[thread]++;
    }

    private static boolean isSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
        return expected.keySet().equals(found.keySet())
                && expected.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), found.get(e.getKey())));
    }

    private static String difference(Map<String, byte[]> expected, Map<String, byte[]> found) {
        StringBuilder text = new StringBuilder();
        TreeMap<String, byte[]> all = new TreeMap<>(expected);
        all.putAll(found);
        for (String key : all.keySet()) {
            String want = shown(expected.get(key));
            String is = shown(found.get(key));
            if (!want.equals(is)) {
                text.append(key)
                        .append(" is ")
                        .append(is)
                        .append(", expected ")
                        .append(want)
                        .append("; ");
            }
        }
        return text.toString();
    }

    private static String shown(byte @Nullable [] value) {
        if (value == null) {
            return "absent";
        }
        String text = new String(value, UTF_8);
        return text.substring(0, text.indexOf(';')) + " (" + value.length + " bytes)";
    }
}
