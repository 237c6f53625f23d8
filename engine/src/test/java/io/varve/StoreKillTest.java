package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rows 69 and 70; P2, P3, P4, P6, P9: a process is killed at any moment, again and again, at work, in
/// recovery and in close; every acknowledged write is there afterwards, whatever its level, every batch is
/// whole, and of each thread nothing newer without what was older. `-Dkill.cycles=` says how often.
final class StoreKillTest {
    private static final int CYCLES = Integer.getInteger("kill.cycles", Effort.times(100));
    private static final List<KillMode> MODES = List.of(KillMode.values());
    private static final int THREADS = 4;

    /// Tables and names of files only grow: begin anew now and then, with an empty directory.
    private static final int CYCLES_PER_STORE = 12;

    /// Calls of the disk that an open or a close makes, more or less.
    private static final int CALLS_OF_OPEN = 45;

    private static final int CALLS_OF_CLOSE = 12;

    /// A child that ought to have killed itself is given up after this time.
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private final Map<String, Integer> kills = new TreeMap<>();
    private @Nullable KillJvm jvm;
    private @Nullable Process standby;
    private long acknowledged;

    @RandomizedTest(seeds = 1)
    @Timeout(value = 1, unit = TimeUnit.DAYS) // each cycle has a limit of its own
    void keepsWhatWasAcknowledged(long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        long began = System.nanoTime();
        jvm = KillJvm.prepare(directory);
        standby = jvm.start();
        int cycles = 0;
        try {
            while (cycles < CYCLES) {
                KillOracle oracle = new KillOracle(new KillHistory(random.nextLong()), THREADS);
                Path store = directory.resolve("store" + cycles);
                for (int i = 0; i < CYCLES_PER_STORE && cycles < CYCLES; i++) {
                    cycle(store, oracle, cycles++, random);
                }
                acknowledged += oracle.acknowledged();
            }
        } finally {
            Objects.requireNonNull(standby).destroyForcibly();
        }
        assertEquals(CYCLES, kills.values().stream().mapToInt(Integer::intValue).sum());
        LaneReport report = LaneReport.of(Lane.STORE_KILL).count("kills", cycles);
        kills.forEach(report::count);
        report.count("acknowledged writes kept", acknowledged)
                .nanos(System.nanoTime() - began)
                .publish();
    }

    /// One life of the child, and what it leaves.
    private void cycle(Path path, KillOracle oracle, int cycle, SplittableRandom random)
            throws IOException, InterruptedException {
        Process child = Objects.requireNonNull(standby);
        standby = Objects.requireNonNull(jvm).start();
        KillMode mode = MODES.get(random.nextInt(MODES.size()));
        long limit = limit(mode, random);
        boolean isAfter = random.nextBoolean();
        long closeMillis = mode == KillMode.CLOSE ? 1 + random.nextInt(60) : 0;
        String next = Arrays.stream(oracle.next()).mapToObj(Long::toString).collect(Collectors.joining(" "));
        BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8));
        String greeting = lines.readLine();
        assertEquals("W", greeting, () -> KillJvm.end(child, greeting));
        Writer in = child.outputWriter(UTF_8);
        in.write(path + " " + oracle.seed() + " " + mode + " " + limit + " " + isAfter + " " + closeMillis + " " + next
                + "\n");
        in.flush();
        AtomicBoolean isGivenUp = new AtomicBoolean();
        if (mode != KillMode.TIMER) {
            kill(child, PATIENCE_NANOS, isGivenUp);
        }
        String phase = "in recovery";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            oracle.hear(line);
            switch (line) {
                case "R" -> {
                    phase = mode == KillMode.ACKNOWLEDGED ? "after an acknowledgement" : "at a call";
                    if (mode == KillMode.TIMER) {
                        phase = "at a moment";
                        kill(child, limit, new AtomicBoolean());
                    }
                }
                case "C" -> phase = "in close";
                case "D" -> phase = "after close";
                default -> {}
            }
        }
        assertTrue(child.waitFor(60, TimeUnit.SECONDS), "killed, and not gone");
        assertFalse(isGivenUp.get(), () -> mode + " " + limit + ": the child went on");
        assertEquals(137, child.exitValue(), () -> errors(child));
        assertEquals("", errors(child));
        kills.merge(phase, 1, Integer::sum);
        verify(path, oracle, cycle);
    }

    /// When it dies: nanoseconds, acknowledgements or calls.
    private static long limit(KillMode mode, SplittableRandom random) {
        return switch (mode) {
            // Mostly soon: what is written must be recovered, again and again.
            case TIMER -> random.nextLong(random.nextInt(8) == 0 ? 800_000_000 : 100_000_000);
            case ACKNOWLEDGED -> 1 + random.nextInt(600);
            case CALL -> 1 + random.nextInt(random.nextBoolean() ? 30 : 1_000);
            case RECOVERY -> 1 + random.nextInt(CALLS_OF_OPEN);
            case CLOSE -> 1 + random.nextInt(CALLS_OF_CLOSE);
        };
    }

    /// Read-only leaves the crashed store for the next child to recover.
    private static void verify(Path path, KillOracle oracle, int cycle) {
        boolean isMade = oracle.acknowledged() > 0;
        if (isMade && (cycle % 10 == 0 || cycle % 2 == 1)) {
            try (Store store =
                    Store.open(path, otherOptions(cycle).readOnly(true).build())) {
                oracle.verify(store);
            }
        }
        if (cycle % 2 == 0) {
            try (Store store = Store.open(path, otherOptions(cycle).build())) {
                oracle.verify(store);
            }
        }
    }

    private static StoreOptionsBuilder otherOptions(int cycle) {
        StoreOptionsBuilder options = KillChild.options().toBuilder();
        return switch (cycle % 3) {
            case 0 -> options.memtableBytes(1 << 20).ringSize(2);
            case 1 -> options.memtableBytes(64 << 10).directLog(true);
            default -> options.logSegmentBytes(128 << 10).logBufferBytes(64 << 10);
        };
    }

    private static void kill(Process child, long afterNanos, AtomicBoolean isKilled) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                if (!child.waitFor(afterNanos, TimeUnit.NANOSECONDS)) {
                    isKilled.set(true);
                    child.toHandle().destroyForcibly(); // the pipes stay open: what was said before still counts
                }
            } catch (InterruptedException early) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static String errors(Process child) {
        try {
            return new String(child.getErrorStream().readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
