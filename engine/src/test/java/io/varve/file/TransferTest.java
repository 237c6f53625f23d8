package io.varve.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// What calls answer, and what becomes of it.
final class TransferTest {
    private final Region region = Linux.memory(new MemoryBudget(1 << 20))
            .allocate(new MemoryBudget(1 << 20).account("test"), 8192, Pages.BASE);
    private int calls;

    @Test
    void shortResultsAreGoneOnWith() {
        assertEquals(8192, read(1, 100, 3000, 5092));
        assertEquals(0, write(1, 1, 8191));
    }

    @Test
    void whatPassesIsTriedAgainAndTheRestIsNot() {
        assertEquals(8192, read(1, -Errno.EINTR, -Errno.EAGAIN, 8192));
        assertEquals(-Errno.EIO, read(1, 100, -Errno.EIO));
        assertEquals(-Errno.ENOSPC, write(1, -Errno.EINTR, 100, -Errno.ENOSPC));
    }

    @Test
    void aFileThatEndsIsReadToItsEnd() {
        assertEquals(100, read(1, 100, 0));
    }

    /// A direct read of 5000 bytes of a file: all whole blocks, then the same piece twice.
    @Test
    void anEndThatIsNotAlignedIsBelievedWhenItIsSaidTwice() {
        assertEquals(5000, read(512, 5000, 392, 392));
        assertEquals(3, calls);
        assertEquals(5000, read(512, 4608, 392, -Errno.EINTR, 392, 392));
        assertEquals(8192, read(512, 700, 7680), "a short result in the middle is none");
    }

    @Test
    void whoNeverGetsOnGivesUp() {
        Integer[] results = new Integer[100];
        Arrays.fill(results, -Errno.EINTR);
        assertEquals(-Errno.EINTR, read(1, results));
        Arrays.fill(results, 0);
        assertEquals(-Errno.EIO, write(1, results));
    }

    private int read(int alignment, Integer... results) {
        return Transfer.read(file(results), region, 0, 8192, 0, alignment);
    }

    private int write(int alignment, Integer... results) {
        return Transfer.write(file(results), region, 0, 8192, 0, alignment);
    }

    private DiskFile file(Integer... results) {
        Queue<Integer> left = new ArrayDeque<>(Arrays.asList(results));
        calls = 0;
        return (DiskFile) Proxy.newProxyInstance(
                DiskFile.class.getClassLoader(), new Class<?>[] {DiskFile.class}, (proxy, method, arguments) -> {
                    calls++;
                    return left.remove();
                });
    }
}
