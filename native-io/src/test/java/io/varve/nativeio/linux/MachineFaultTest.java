package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the machine refuses, for real: each in a process of its own with the limits it takes. A child
/// prints what it met; its error output must stay empty, whatever happened.
final class MachineFaultTest {
    @TempDir
    Path path;

    /// A full disk is an errno, also below a mapping, and never a signal (catalogue rows 50, 51).
    @Test
    void aFullDiskIsAnErrnoAlsoBelowAMapping() throws Exception {
        assumeNamespaces();
        assertOutput(
                """
                tmpfs
                fallocate: ENOSPC (28): no space left on device
                size after: 0
                zeros: ENOSPC (28): no space left on device
                populate within the space: 0
                populate of a hole: EFAULT (14): bad address
                alive
                """,
                new ChildJvm()
                        .inNamespace("mount -t tmpfs -o size=64k none " + path)
                        .run(MachineFaults.class, "full-disk", path.toString()));
    }

    @Test
    void refusedDirectIoIsAnErrno() throws Exception {
        assumeNamespaces();
        assertOutput(
                """
                has direct: false
                open: EINVAL (22): invalid argument
                exclusive: EINVAL (22): invalid argument
                left behind: []
                existing: EINVAL (22): invalid argument
                """,
                new ChildJvm()
                        .inNamespace("mount -t tmpfs -o size=1m none " + path)
                        .run(MachineFaults.class, "no-direct", path.toString()));
    }

    /// Catalogue row 73. The words for the error are there although no class could be opened any more.
    @Test
    void tooManyOpenFilesIsAnErrno() throws Exception {
        assertOutput("""
                open: EMFILE (24): too many open files
                listing: EMFILE (24): too many open files
                after closing one: 0
                """, new ChildJvm().inShell("ulimit -n 64").run(MachineFaults.class, "files", path.toString()));
    }

    /// What a directory could not be asked when it was opened is asked again: a full table of files must not
    /// become a recovery that reads through the page cache (F4).
    @Test
    void aMomentWithoutFilesIsNoLastingAnswerAboutDirectIo() throws Exception {
        assumeDirect();
        assertOutput(
                """
                while files run out: false
                later as good as any: true
                direct: true true
                """, new ChildJvm().inShell("ulimit -n 64").run(MachineFaults.class, "late-answer", path.toString()));
    }

    @Test
    void aReadOnlyDirectoryIsAskedFileByFile() throws Exception {
        assumeNamespaces();
        assumeDirect();
        Files.write(path.resolve("f"), new byte[4096]);
        assertOutput(
                """
                write: EROFS (30): read-only file system
                directory has direct: false
                file has direct: true
                read: 4096
                """,
                new ChildJvm()
                        .inNamespace("mount --bind " + path + " " + path + " && mount -o remount,ro,bind " + path)
                        .run(MachineFaults.class, "read-only", path.toString()));
    }

    /// Catalogue row 74.
    @Test
    void noAddressSpaceForAMappingIsAnErrno() throws Exception {
        assertOutput(
                """
                map: ENOMEM (12): cannot allocate memory
                allocate: memory: mapping 8589934592 bytes: ENOMEM (12): cannot allocate memory
                a page: 0
                """,
                new ChildJvm()
                        .with(
                                "-XX:ReservedCodeCacheSize=32m",
                                "-XX:CompressedClassSpaceSize=32m",
                                "-XX:-UseCompressedOops")
                        .inShell("ulimit -v 6000000")
                        .run(MachineFaults.class, "address-space", path.toString()));
    }

    /// Catalogue row 75. In a namespace, because the machine's root may lock what it likes.
    @Test
    void refusedLockingIsAnErrno() throws Exception {
        assumeNamespaces();
        assertOutput("""
                limit: 65536
                lock: ENOMEM (12): cannot allocate memory
                still usable: 42
                """, new ChildJvm().inNamespace("ulimit -l 64").run(MachineFaults.class, "lock"));
    }

    /// Catalogue row 46: the kernel really writes less than it was asked to.
    @Test
    void aShortWriteIsSeen() throws Exception {
        assertOutput(
                """
                first: 524288
                second: EFBIG (27): file too large
                """,
                // POSIX counts the limit in blocks of 512 bytes
                new ChildJvm()
                        .with("-XX:-UsePerfData")
                        .inShell("ulimit -f 1024")
                        .run(MachineFaults.class, "short-write", path.toString()));
    }

    private void assumeDirect() {
        try (Directory directory = Machine.directory(path)) {
            Capabilities can = directory.capabilities();
            assumeTrue(can.hasDirect(), "no direct I/O on " + can.fileSystem());
        }
    }

    private static void assumeNamespaces() {
        assumeTrue(ChildJvm.canMakeNamespaces(), "this machine does not let us make a user namespace");
    }

    private static void assertOutput(String expected, ChildJvm.Result result) {
        assertEquals("", result.errors());
        assertEquals(expected, result.output());
        assertEquals(0, result.exitCode());
    }
}
