package io.varve.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreExceptionTest {
    @Test
    void namesCallFileAndErrno() {
        StoreIoException refused = new StoreIoException("fdatasync", "/data/7.log", Errno.EIO);

        assertEquals(
                "fdatasync of /data/7.log: EIO (5): input/output error\n"
                        + "what to do: look for errors of the device in the kernel's log, then open the store again",
                refused.getMessage());
        assertEquals("fdatasync", refused.call());
        assertEquals("/data/7.log", refused.path());
        assertEquals(Errno.EIO, refused.errno());
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOSPC, -Errno.ENOSPC})
    void takesAnErrnoAsCallsReturnItToo(int errno) {
        assertEquals(Errno.ENOSPC, new StoreIoException("pwrite", "f", errno).errno());
    }

    @ParameterizedTest
    @CsvSource({
        "2, path",
        "13, read and write",
        "28, free space",
        "122, free space",
        "24, ulimit",
        "37, local",
        "40, link",
        "12, memory",
        "9999, log"
    })
    void saysWhatHelps(int errno, String word) {
        StoreIoException refused = new StoreIoException("open", "f", errno);

        assertTrue(refused.remedy().contains(word), refused.remedy());
        assertTrue(refused.getMessage().endsWith("\nwhat to do: " + refused.remedy()), refused.getMessage());
    }

    @Test
    void namesDirectoryAndHolderOfALock() {
        StoreLockedException locked = new StoreLockedException("/data", "held by pid 7 on db1");

        assertTrue(locked.getMessage().startsWith("/data is locked: held by pid 7 on db1\nwhat to do: "));
        assertEquals("/data", locked.directory());
        assertEquals("held by pid 7 on db1", locked.holder());
    }
}
