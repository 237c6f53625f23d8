package io.varve.bench.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Store;
import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The bounds on garbage. They hold once the compiler is done, and how soon that is, is not ours to say:
/// rounds go on until one is within the bound.
final class AllocationTest {
    private static final int MOST_ROUNDS = 400;

    private static final long MEMTABLE = 128 << 20;

    /// A few bytes per thousand calls: the process does other things too.
    private static final double NOTHING = 0.005;

    private static final double VIRTUAL = 160;

    /// Who waits for a position that is not there yet gives the store a condition to look at.
    private static final double AWAIT = 24;

    /// What callers that wait for each other take per round, with room for what the process does besides.
    private static final long ROUND_BYTES = 2048;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void callsOfPlatformThreadsAllocateNothing(Call call) throws InterruptedException {
        double bound = call == Call.SUBMIT_AWAIT ? AWAIT : NOTHING;
        for (int threads : new int[] {1, 4}) {
            assertWithin(
                    call,
                    Callers.platform(threads),
                    sample -> sample.callerPerCall() <= bound
                            && sample.processBytes() <= ROUND_BYTES + bound * sample.calls());
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsOfVirtualThreadsStayBelowTheirBound(Call call) throws InterruptedException {
        assertWithin(call, Callers.virtual(64), sample -> sample.processPerCall() <= VIRTUAL);
    }

    @Test
    void garbageIsSeen() throws IOException, InterruptedException {
        try (Store store = AllocationCommand.open(Files.createDirectory(directory.resolve("garbage")), MEMTABLE)) {
            List<Sample> samples = new Measurement(store, Call.GET, Callers.platform(2), 1).rounds(3, sample -> false);
            assertEquals(3, samples.size());
            assertTrue(samples.stream().allMatch(sample -> sample.processBytes() > 0), samples.toString());
        }
    }

    @Test
    void commandPrintsALinePerCallAndKindOfThread() throws IOException {
        Path json = directory.resolve("result.json");
        new Spoken(AllocationCommand::run)
                .assertDone("--calls", "20", "--dir", directory.toString(), "--json", json.toString());

        List<String> lines = Files.readAllLines(json);
        assertEquals(Call.values().length * 5, lines.size());
        for (String line : lines) {
            assertTrue(
                    line.matches("\\{\"workload\":\"allocation\",\"call\":\"[a-zA-Z0-9, ]+\",\"threads\":\\d+,"
                            + "\"virtual\":(true|false),\"callerBytesPerCall\":(null|[\\d.]+),"
                            + "\"processBytesPerCall\":[\\d.]+}"),
                    line);
        }
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        Spoken allocation = new Spoken(AllocationCommand::run);
        allocation.assertRefused("--calls", "40001");
        allocation.assertRefused("--rounds", "1");
    }

    private void assertWithin(Call call, Callers callers, Predicate<Sample> isEnough) throws InterruptedException {
        boolean isSlow = call == Call.PUT_SYNC && !callers.isVirtual();
        int calls = (isSlow ? 64 : callers.isVirtual() ? 2560 : 1000) / callers.threads();
        try (Store store = AllocationCommand.open(directory.resolve(call + " " + callers.title()), MEMTABLE)) {
            List<Sample> samples = new Measurement(store, call, callers, calls).rounds(MOST_ROUNDS, isEnough);
            assertTrue(
                    isEnough.test(samples.getLast()),
                    call.title() + " from " + callers.title() + " threads: " + samples.getLast());
        }
    }
}
