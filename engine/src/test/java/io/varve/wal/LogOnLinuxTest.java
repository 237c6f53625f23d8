package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The log on the machine itself: its kernel, its file system, its memory.
final class LogOnLinuxTest {
    private static final long SEGMENT_SIZE = 1 << 20;
    private static final int BUFFER_SIZE = 64 * 1024;
    private static final int PROCESSES = 4;

    private final Memory memory = Linux.memory(new MemoryBudget(1L << 26));
    private final MemoryAccount account = memory.budget().account("log");
    private final Region records = memory.allocate(memory.budget().account("tests"), 256 * 1024, Pages.BASE);
    private final LogConfig buffered = LogConfig.buffered(TestLog.STORE, 0, 1, SEGMENT_SIZE, BUFFER_SIZE);

    @TempDir
    Path path;

    @Test
    void aBufferedLogReadsBack() {
        writeAndReadBack(buffered);
    }

    @Test
    void aMappedLogReadsBack() {
        writeAndReadBack(buffered.mapped());
    }

    @Test
    void aDirectLogReadsBack() {
        try (Directory directory = directory()) {
            assumeTrue(directory.capabilities().hasDirect(), "no direct I/O here");
            writeAndReadBack(buffered.direct(directory.capabilities().directOffsetAlignment()));
        }
    }

    /// In code that is interpreted and in code that is compiled, where the error of a page that is gone comes when it
    /// likes.
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+TieredCompilation", "-XX:-TieredCompilation", "-Xint"})
    void aSegmentThatIsCutIsNotTakenForAStoredOne(String compilation) throws Exception {
        ChildJvm child = new ChildJvm().unchecked().with(compilation, "-Xbatch", "-XX:+ErrorFileToStdout");
        ChildJvm.Result result = child.run(CutLog.class, path.toString());
        assertEquals(0, result.exitCode(), () -> result.output() + result.errors());
        assertTrue(result.output().contains("alive"), result::output);
    }

    /// Rule 31: what is done per group, rolls aside, allocates nothing.
    ///
    /// In processes of their own: in one of thirty or so the compiler leaves the 40 bytes that the JDK takes
    /// where it checks the place of errno, for as long as that process lives (decision 0003). What we allocate
    /// we allocate in every one.
    @Test
    void aGroupAllocatesNothing() throws Exception {
        List<ChildJvm.Result> results = new ArrayList<>();
        for (int i = 0; i < PROCESSES && (i == 0 || results.getLast().exitCode() != 0); i++) {
            Path log = Files.createDirectory(path.resolve("log-" + i));
            results.add(new ChildJvm().unchecked().run(LogAllocations.class, log.toString()));
        }
        assertEquals(0, results.getLast().exitCode(), results::toString);
    }

    private void writeAndReadBack(LogConfig config) {
        List<Group> written = new ArrayList<>();
        List<Group> found = new ArrayList<>();
        try (Directory directory = directory();
                SegmentPreparer preparer = preparer(config, directory);
                LogWriter writer = new LogWriter(config, memory, account, preparer, () -> 1, LogEnd.NONE)) {
            for (int i = 0; i < 60; i++) {
                Group group = new Group(1, writer.lastSequence() + 1, 1 + i % 3, i * 1_000);
                if (writer.remaining() < group.size()) {
                    preparer.doWork();
                    assertNull(preparer.failure());
                    assertTrue(writer.roll());
                }
                group.put(records);
                writer.begin(group.firstSequence());
                writer.append(records, 0, group.size(), group.count());
                assertEquals(0, writer.write(i, i % 7 == 0));
                written.add(group);
                assertEquals(0, i % 7 == 0 ? writer.sync() : 0);
            }
            assertEquals(0, writer.sync());
            assertTrue(writer.currentSegment() > 2);

            try (LogReader reader = new LogReader(config, LogBounds.from(1), directory, memory, account)) {
                LogReport report = reader.read((segment, sequence, count, region, offset, length) ->
                        found.add(Group.read(sequence, count, region, offset, length)));
                assertEquals(writer.end(), report.end());
                assertEquals(directory.capabilities().hasDirect(), report.isDirect());
            }
            new LogDirectory(directory).sync(List.of(1L, 2L));
            recycleAll(preparer, writer, directory);
        }
        assertEquals(written, found);
        assertEquals(0, account.used());
    }

    private static void recycleAll(SegmentPreparer preparer, LogWriter writer, Directory directory) {
        List<Long> before = new LogDirectory(directory).segments();
        for (long number : before) {
            if (number < writer.currentSegment()) {
                preparer.recycle(number);
            }
        }
        assertEquals(1, preparer.doWork());
        assertNull(preparer.failure());
        assertEquals(before.size(), new LogDirectory(directory).segments().size(), "a file was used again");
        assertTrue(writer.roll());
    }

    private SegmentPreparer preparer(LogConfig config, Directory directory) {
        return new SegmentPreparer(config, directory, memory, account, () -> 1, 1);
    }

    private Directory directory() {
        Directory directory = Linux.disk().openDirectory(path.toString());
        assertEquals(0, directory.errno());
        return directory;
    }
}
