package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What arrives at the kernel: a flag that is not passed on, or a sync of the wrong kind, changes nothing
/// that a test could see without cutting the power. And calls that the tracer holds at the kernel's door,
/// while what they work on is closed under them.
final class StraceTest {
    private static final long HELD_MICROSECONDS = 1_500_000;

    @TempDir
    Path path;

    private Path log;

    @BeforeEach
    void assumeStrace() throws IOException {
        log = Files.createTempFile("strace", ".log");
        assumeTrue(canTrace(), "strace is missing here, or may not trace");
    }

    @Test
    void passesOnSyncsAndFlags() throws Exception {
        Path real = path.toRealPath();
        List<String> lines = trace("openat,fsync,fdatasync,pwrite64,madvise,mlock", "calls");

        assertEquals(1, count(lines, "fsync\\(\\d+<" + real + ">"), "of the directory");
        assertEquals(2, count(lines, "fdatasync\\(\\d+<" + real + "/f>"));
        assertEquals(1, count(lines, "fsync\\(\\d+<" + real + "/f>"));
        assertEquals(
                1, count(lines, "openat\\(.*<" + real + ">, \"f\", O_RDWR\\|O_CREAT\\|O_NONBLOCK\\|.*O_CLOEXEC, 0644"));
        assertEquals(1, count(lines, "openat\\(.*, \"synced\", O_WRONLY\\|O_CREAT\\|.*O_DSYNC.*O_CLOEXEC"));
        assertEquals(1, count(lines, "openat\\(.*, \"new\", O_WRONLY\\|O_CREAT\\|O_EXCL\\|.*O_CLOEXEC"));
        assertEquals(0, count(lines, "openat\\(.*\"(f|new)\".*O_D(SYNC|IRECT)\\b"));
        assertEquals(
                0,
                lines.stream()
                        .filter(line -> line.contains("<" + real) && line.contains("openat("))
                        .filter(line -> !line.contains("O_CLOEXEC"))
                        .count());
        assertEquals(3, count(lines, "pwrite64\\(.*/f>, \"(\\\\0){8,}\"\\.\\.\\., 65536, "));
        assertEquals(1, count(lines, "pwrite64\\(.*/f>, \"(\\\\0){8,}\"\\.\\.\\., 3392, "));
    }

    @Test
    void passesOnDirectIo() throws Exception {
        List<String> lines = trace("openat", "calls");
        assumeTrue(count(lines, "openat\\(.*\"\\.\", .*O_DIRECT.*O_TMPFILE.* = \\d") > 0, "no direct I/O here");
        assertEquals(1, count(lines, "openat\\(.*, \"direct\", O_RDWR\\|O_CREAT\\|.*O_DIRECT.*O_CLOEXEC"));
    }

    @Test
    void passesOnAdvice() throws Exception {
        List<String> lines = trace("madvise", "calls");
        for (String advice : List.of(
                "MADV_NORMAL", "MADV_RANDOM", "MADV_SEQUENTIAL", "MADV_HUGEPAGE", "MADV_WILLNEED", "MADV_DONTNEED")) {
            assertTrue(count(lines, "madvise\\(0x[0-9a-f]+, 200000, " + advice + "\\)") == 1, advice);
        }
        assertEquals(1, count(lines, "madvise\\(0x[0-9a-f]+, 4096, (MADV_POPULATE_READ|0x16)"));
        // one for the mapping, one for the region
        assertEquals(2, count(lines, "madvise\\(0x[0-9a-f]+, (8192|12288), (MADV_POPULATE_WRITE|0x17)"));
        if (MachineLimits.readHugePageSize() > 0) {
            String size = String.valueOf(MachineLimits.readHugePageSize());
            assertEquals(1, count(lines, "madvise\\(0x[0-9a-f]+, " + size + ", MADV_HUGEPAGE\\)"));
        }
    }

    /// A descriptor's number is reused at once: the writer must never write to the file that got it next.
    @Test
    void aWriteThatACloseOvertakesGoesToItsOwnFile() throws Exception {
        assertHeld("pwrite64", "write", """
                open after close: false
                result: 1
                written: Ab
                descriptors after: 0
                """);
    }

    @Test
    void adviceThatACloseOvertakesFindsItsOwnMapping() throws Exception {
        assertHeld("madvise", "advise", """
                open after close: false
                mapped while held: true
                result: 0
                mapped after: false
                """);
    }

    @Test
    void countingPagesThatACloseOvertakesFindsItsOwnMapping() throws Exception {
        assertHeld("mincore", "resident", """
                open after close: false
                mapped while held: true
                result: 4
                mapped after: false
                """);
    }

    @Test
    void prefaultingThatAFreeOvertakesFindsItsOwnMemory() throws Exception {
        assertHeld("madvise", "prefault", """
                mapped while held: true
                used while held: 16384
                result: 0
                mapped after: false
                used after: 0
                """);
    }

    @Test
    void lockingThatAFreeOvertakesFindsItsOwnMemory() throws Exception {
        assertHeld("mlock", "lock", """
                mapped while held: true
                used while held: 16384
                result: 0
                mapped after: false
                used after: 0
                """);
    }

    private void assertHeld(String call, String scene, String expected) throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .unchecked()
                .below(
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        log.toString(),
                        "-e",
                        "trace=" + call,
                        "-e",
                        "inject=" + call + ":delay_enter=" + HELD_MICROSECONDS)
                .run(Straced.class, scene, path.toString());
        assertEquals("", withoutTracer(result.errors()));
        assertEquals(expected, result.output());
    }

    private List<String> trace(String calls, String scene) throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .unchecked()
                .below("strace", "-f", "-y", "-qq", "-o", log.toString(), "-e", "trace=" + calls)
                .run(Straced.class, scene, path.toString());
        assertEquals("", withoutTracer(result.errors()));
        assertEquals(0, result.exitCode());
        return Files.readAllLines(log);
    }

    /// What the child printed; the tracer itself, on a busy machine, remarks on what it has put off.
    private static String withoutTracer(String errors) {
        return errors.lines().filter(line -> !line.startsWith("strace: ")).collect(Collectors.joining("\n"));
    }

    private static long count(List<String> lines, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return lines.stream()
                .map(line -> line.replaceFirst("^\\d+ +", ""))
                .filter(line -> pattern.matcher(line).lookingAt())
                .count();
    }

    private boolean canTrace() {
        try {
            String[] command = {"strace", "-f", "-o", log.toString(), "-e", "trace=fsync", "true"};
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
