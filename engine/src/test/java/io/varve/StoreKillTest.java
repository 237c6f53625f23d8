package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// Rows 69 and 70; P2, P3, P4, P6, P9: a process is killed at any moment, again and again, at work, in
/// recovery and in close; every acknowledged write is there afterwards, whatever its level, every batch is
/// whole, and of each thread nothing newer without what was older.
final class StoreKillTest {
    private static final int CYCLES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int THREADS = 4;

    /// Until tables are flushed, everything ever written is replayed: begin anew now and then.
    private static final int CYCLES_PER_STORE = 12;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private @Nullable Process standby;

    @RandomizedTest(seeds = 1)
    void keepsWhatWasAcknowledged(long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        long end = System.nanoTime() + PATIENCE.toNanos() * Effort.times(1);
        int cycles = 0;
        long acknowledged = 0;
        standby = child();
        try {
            while (cycles < Effort.times(CYCLES) && System.nanoTime() - end < 0) {
                KillOracle oracle = new KillOracle(new KillHistory(random.nextLong()), THREADS);
                Path store = directory.resolve("store" + cycles);
                for (int i = 0; i < CYCLES_PER_STORE && System.nanoTime() - end < 0; i++) {
                    cycle(store, oracle, cycles++, random);
                }
                acknowledged += oracle.acknowledged();
            }
        } finally {
            Objects.requireNonNull(standby).destroyForcibly();
        }
        System.out.println("StoreKillTest: " + cycles + " kills, " + acknowledged + " acknowledged writes kept");
        assertTrue(cycles > 0);
    }

    /// One life of the child, and what it leaves.
    private void cycle(Path path, KillOracle oracle, int cycle, SplittableRandom random)
            throws IOException, InterruptedException {
        Process child = Objects.requireNonNull(standby);
        standby = child();
        boolean isClosing = random.nextInt(5) == 0;
        boolean isRecovering = !isClosing && random.nextInt(5) == 0;
        long closeMillis = isClosing ? 1 + random.nextInt(200) : 0;
        String next = Arrays.stream(oracle.next()).mapToObj(Long::toString).collect(Collectors.joining(" "));
        long seed = oracle.seed();
        BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8));
        assertEquals("W", lines.readLine());
        Writer in = child.outputWriter(UTF_8);
        in.write(path + " " + seed + " " + closeMillis + " " + next + "\n");
        in.flush();
        long aim = isClosing ? random.nextLong(40_000_000) : 1_000_000 + random.nextLong(800_000_000);
        if (isRecovering) {
            kill(child, random.nextLong(400_000_000));
        }
        String trigger = isClosing ? "C" : "R";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            oracle.hear(line);
            if (!isRecovering && line.equals(trigger)) {
                kill(child, aim);
            }
        }
        assertTrue(child.waitFor(60, TimeUnit.SECONDS), "killed, and not gone");
        assertEquals(137, child.exitValue(), () -> errors(child));
        assertEquals("", errors(child));
        verify(path, oracle, cycle);
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

    private static void kill(Process child, long afterNanos) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(afterNanos);
            } catch (InterruptedException early) {
                Thread.currentThread().interrupt();
            }
            child.toHandle().destroyForcibly(); // the pipes stay open: what was said before still counts
        });
    }

    private static Process child() throws IOException {
        return new ChildJvm().with("-XX:TieredStopAtLevel=1", "-Xshare:auto").start(KillChild.class);
    }

    private static String errors(Process child) {
        try {
            return new String(child.getErrorStream().readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
