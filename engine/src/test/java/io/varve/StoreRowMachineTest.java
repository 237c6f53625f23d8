package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows of the catalogue about tables, on a machine that really refuses: 42, 50, 51, 60, 73, 87. Most in
/// a process of its own, compiled and unchecked as in production: a signal would end it.
final class StoreRowMachineTest {
    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    /// Rows 50 and 51: a real file system without space, tables written through mappings. Whatever is left of it, a
    /// flush and a merge meet an errno; the store refuses writes, reads on, and resumes by itself; nothing is lost.
    @Test
    void row51AFullDiskUnderAMappedTableIsAnErrnoAndTheStoreResumes() throws Exception {
        assumeTrue(ChildJvm.canMakeNamespaces(), "this machine does not let us make a user namespace");
        ChildJvm.Result result = new ChildJvm()
                .unchecked()
                .inNamespace("mount -t tmpfs -o size=4m none " + folder)
                .run(FullStore.class, folder.toString(), "0", "4096", "20480", "65536", "131072", "262144", "300000");
        assertEquals(0, result.exitCode(), () -> result.output() + result.errors());
        assertEquals("", result.errors());
        assertTrue(result.output().contains("fallocate"), result::output);
        assertTrue(result.output().contains("alive"), result::output);
    }

    /// Row 42: a store on one file system above another, as containers have it.
    @Test
    void row42AnOverlayHoldsAStore() throws Exception {
        assumeTrue(ChildJvm.canMakeNamespaces(), "this machine does not let us make a user namespace");
        Path merged = folder.resolve("merged");
        for (String name : List.of("lower", "upper", "work", "merged")) {
            Files.createDirectory(folder.resolve(name));
        }
        String layers = "lowerdir=" + folder + "/lower,upperdir=" + folder + "/upper,workdir=" + folder + "/work";
        ChildJvm.Result result = new ChildJvm()
                .unchecked()
                .inNamespace("mount -t overlay -o " + layers + " none " + merged)
                .run(MountedStore.class, merged.resolve("store").toString());
        assumeTrue(!result.errors().contains("mount:"), "this machine does not let us mount an overlay");
        assertEquals("all there\n", result.output(), result::errors);
        assertEquals("", result.errors());
        assertTrue(Files.isDirectory(folder.resolve("upper/store")), "it was written through the overlay");
    }

    /// Row 60.
    @ParameterizedTest
    @ValueSource(strings = {"half", "nothing"})
    void row60ATableThatIsCutUnderAnOpenStoreIsATypedErrorAndTheProcessLives(String left) throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .unchecked()
                .run(CutStore.class, folder.resolve("store").toString(), left);
        assertEquals(0, result.exitCode(), () -> result.output() + result.errors());
        assertTrue(result.output().contains("alive"), result::output);
    }

    /// Row 73: what is open is read and written; what must be opened waits.
    @Test
    void row73WithoutDescriptorsWritesWaitAndReadsGoOn() throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .unchecked()
                .inShell("ulimit -n 128")
                .run(FewFiles.class, folder.resolve("store").toString());
        assertEquals("", result.errors());
        assertEquals("""
                a flush met no file
                writes met OUT_OF_SPACE, after some: true
                state READ_ONLY_RESUMABLE
                all read: true
                tables follow: true
                all there: true
                """, result.output());
        assertEquals(0, result.exitCode());
    }

    /// Row 87, P23: calls, cursors and snapshots are inside, over memtables and over tables, while tables come and
    /// go and the store closes: they are told so, in both modes of access to memory.
    @Test
    void row87AStoreThatClosesUnderReadersTellsThemSo() throws Exception {
        new CloseStorm(folder.resolve("here")).run(Effort.times(4));
        StoreStorms.assertNoThreadLeft();
        ChildJvm.Result result = new ChildJvm()
                .unchecked()
                .run(CloseStorm.class, folder.resolve("there").toString(), "" + Effort.times(8));
        assertEquals(0, result.exitCode(), () -> result.output() + result.errors());
        assertEquals("alive\n", result.output());
    }
}
