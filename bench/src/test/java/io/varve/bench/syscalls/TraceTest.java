package io.varve.bench.syscalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TraceTest {
    private static final String BEGIN = "10 write(1, \"varve-bench begin\\n\", 18) = 18";
    private static final String END = "10 write(1, \"varve-bench end\\n\", 16) = 16";

    @Test
    void countsWhatStandsBetweenTheMarks() {
        Trace trace = of(List.of(
                "10 fdatasync(7) = 0",
                "10 pwrite64(7, \"before\", 6, 0) = 6",
                BEGIN,
                "11 pwrite64(7, \"x\"..., 184, 4096) = 184",
                "11 fdatasync(7)         = 0",
                "12 futex(0x7f00, FUTEX_WAKE_PRIVATE, 1) = 1",
                "12 msync(0x7f00, 4096, MS_SYNC) = 0",
                "12 msync(0x7f00, 4096, MS_ASYNC) = 0",
                END,
                "10 fdatasync(7) = 0"));

        assertEquals(2, trace.syncs());
        assertEquals(1, trace.writes());
        assertEquals(0, trace.syncedWrites());
        assertEquals(1, trace.futexes());
        assertEquals(Map.of("pwrite64", 1L, "fdatasync", 1L, "futex", 1L, "msync", 2L), trace.calls());
    }

    @Test
    void aCallThatAnotherThreadInterruptsCountsOnce() {
        Trace trace = of(List.of(
                BEGIN,
                "11 fdatasync(7 <unfinished ...>",
                "12 futex(0x7f00, FUTEX_WAIT_PRIVATE, 0, NULL <unfinished ...>",
                "11 <... fdatasync resumed>) = 0",
                "12 <... futex resumed>) = 0",
                END));

        assertEquals(1, trace.syncs());
        assertEquals(1, trace.futexes());
    }

    @Test
    void aWriteToAFileThatSyncsEachWriteIsSeen() {
        Trace trace = of(List.of(
                "10 openat(AT_FDCWD, \"data.mdb\", O_RDWR|O_CREAT, 0664) = 8",
                "10 openat(AT_FDCWD, \"data.mdb\", O_WRONLY|O_DSYNC) = 9",
                "10 openat(AT_FDCWD, \"other\", O_WRONLY|O_SYNC <unfinished ...>",
                "12 openat(AT_FDCWD, \"third\", O_WRONLY) = 12",
                "10 <... openat resumed>) = 11",
                BEGIN,
                "10 pwrite64(8, \"page\", 4096, 0) = 4096",
                "10 pwrite64(9, \"meta\", 48, 0) = 48",
                "10 write(11, \"x\", 1) = 1",
                "12 write(12, \"x\", 1) = 1",
                "10 close(9) = 0",
                "10 openat(AT_FDCWD, \"again\", O_WRONLY) = 9",
                "10 pwrite64(9, \"x\", 1, 0) = 1",
                END));

        assertEquals(5, trace.writes());
        assertEquals(2, trace.syncedWrites());
        assertEquals(0, trace.syncs());
    }

    @Test
    void aTraceWithoutMarksIsRefused() {
        assertThrows(IllegalStateException.class, () -> of(List.of("10 fdatasync(7) = 0")));
        assertThrows(IllegalStateException.class, () -> of(List.of(BEGIN, "10 fdatasync(7) = 0")));
    }

    @Test
    void whatStandsBetweenSeveralMarksIsCountedApart() {
        List<Trace> traces = Trace.all(
                List.of(
                        "10 openat(AT_FDCWD, \"data.mdb\", O_WRONLY|O_DSYNC) = 9",
                        BEGIN,
                        "11 fdatasync(7) = 0",
                        END,
                        "11 fdatasync(7) = 0",
                        BEGIN,
                        "10 pwrite64(9, \"meta\", 48, 0) = 48",
                        END),
                2);

        assertEquals(List.of(1L, 0L), traces.stream().map(Trace::syncs).toList());
        assertEquals(List.of(0L, 1L), traces.stream().map(Trace::syncedWrites).toList());
    }

    private static Trace of(List<String> lines) {
        return Trace.all(lines, 1).getFirst();
    }
}
