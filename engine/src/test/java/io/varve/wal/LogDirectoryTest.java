package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.nativeio.Directory;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Row 68: two open a log at once, one of whom was fenced and does not know it yet.
final class LogDirectoryTest {
    private final SimDisk disk = TestLog.newDisk();
    private final Directory directory = disk.openDirectory(TestLog.PATH);
    private final LogDirectory files = new LogDirectory(directory);

    /// Found by StoreFencingTest, seed -6841319514579629841: the owner gave up an obsolete segment that who was fenced
    /// had removed a moment before, and its open was refused.
    @Test
    void whatSomebodyElseHasRemovedIsGone() {
        write(SegmentName.of(7));

        files.remove(List.of(6L, 7L, 8L));

        assertEquals(List.of(), files.segments());
    }

    /// A segment that is being made above all numbers that were seen is somebody's: to remove it would refuse an owner
    /// its open, or let who was fenced give a name to what the owner is making.
    @Test
    void whatIsBeingMadeAboveTheNumbersThatWereSeenStays() {
        write(SegmentName.ofNew(7));
        write(SegmentName.ofNew(8));
        write(SegmentName.ofNew(9));

        files.removeUnfinished(8, () -> {});

        List<String> names = new ArrayList<>();
        assertEquals(0, directory.list(names));
        assertEquals(
                List.of(SegmentName.ofNew(8), SegmentName.ofNew(9)),
                names.stream().sorted().toList());
    }

    /// Who was fenced after it had counted the segments saw one of the new owner's in the list, below its own count.
    @Test
    void whoWasFencedRemovesNothing() {
        write(SegmentName.ofNew(7));

        assertThrows(
                IllegalStateException.class,
                () -> files.removeUnfinished(8, () -> {
                    throw new IllegalStateException("fenced");
                }));

        List<String> names = new ArrayList<>();
        assertEquals(0, directory.list(names));
        assertEquals(List.of(SegmentName.ofNew(7)), names);
    }

    private void write(String name) {
        disk.contents().write(TestLog.PATH + "/" + name, new byte[10]);
    }
}
