package io.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.tools.session.Exit;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line as a process of its own: pipes that close, disks that are full, ctrl-C.
final class ProcessTest {
    /// More than a pipe holds, and more than one buffer of ours.
    private static final int ENTRIES = 20_000;

    /// A shell in the background lets its children ignore ctrl-C, and these tests may run in one.
    private static final String INTERRUPTIBLE = "exec env --default-signal=INT ";

    @TempDir
    Path directory;

    private VarveScript varve;

    @BeforeEach
    void make() throws Exception {
        varve = VarveScript.in(directory);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ENTRIES; i++) {
            lines.append(String.format(Locale.ROOT, "%05d\tvalue of %d\n", i, i));
        }
        assertEquals(
                Exit.OK,
                Cli.run(lines.toString().getBytes(UTF_8), "load", "--create", directory + "/store")
                        .exit());
    }

    @Test
    void endsQuietlyWhenNobodyReadsItsOutputAnyMore() throws Exception {
        VarveScript.Said said = varve.bash("./varve scan store | head -n 1; echo ${PIPESTATUS[0]}");

        assertEquals(new VarveScript.Said(0, "00000\tvalue of 0\n" + Exit.BROKEN_PIPE + "\n", ""), said);
        assertNotLocked();
    }

    @Test
    void saysThatItsOutputCannotBeWritten() throws Exception {
        VarveScript.Said said = varve.bash("./varve get store 00001 >/dev/full");

        assertEquals(
                new VarveScript.Said(Exit.FAILED, "", "varve: cannot write the output: No space left on device\n"),
                said);
    }

    @Test
    void saysThatItHasNoMemoryInOneSentence() throws Exception {
        VarveScript.Said said = varve.bash(
                "head -c 100000000 /dev/zero | JAVA_TOOL_OPTIONS=-Xmx32m ./varve put --file - store k 2>&1 | grep -v Picked; echo ${PIPESTATUS[1]}");

        assertEquals("varve: java.lang.OutOfMemoryError: Java heap space\n" + Exit.FAILED + "\n", said.out());
    }

    @Test
    void copiesAStoreThroughAPipe() throws Exception {
        VarveScript.Said said = varve.bash(
                "set -o pipefail; ./varve dump store | ./varve load --create copy && ./varve scan -k copy | wc -l");

        assertEquals(new VarveScript.Said(0, ENTRIES + "\n", ""), said);
    }

    @Test
    void closesTheStoreAtCtrlCAndSaysHowFarItCame() throws Exception {
        Process load = varve.start(INTERRUPTIBLE + "./varve load --create --progress new");
        try (OutputStream in = load.getOutputStream();
                BufferedReader err = load.errorReader(UTF_8)) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 2500; i++) {
                lines.append(i).append('\t').append(i).append('\n');
            }
            in.write(lines.toString().getBytes(UTF_8));
            in.flush();
            awaitInStore(directory.resolve("new"), "1999"); // two batches of a thousand; the third waits for more

            interrupt(load);

            assertTrue(load.waitFor(60, TimeUnit.SECONDS));
            assertEquals(Exit.INTERRUPTED, load.exitValue());
            String said = String.join("\n", err.lines().toList());
            assertTrue(
                    said.endsWith("varve: interrupted; the first 2,000 lines are in the store; go on with --skip 2000"),
                    said);
        }
        try (Store store = Store.open(
                directory.resolve("new"),
                StoreOptions.builder().createIfMissing(false).build())) {
            assertTrue(store.recoveryReport().wasCleanlyClosed());
            assertTrue(store.contains("1999".getBytes(UTF_8)));
        }
    }

    @Test
    void endsAtCtrlCWithoutAWordWhileItReads() throws Exception {
        Process scan = varve.start(INTERRUPTIBLE + "./varve scan store");
        try (BufferedReader out = scan.inputReader(UTF_8);
                BufferedReader err = scan.errorReader(UTF_8)) {
            assertNotNull(out.readLine()); // from here on it waits for us to read on: the pipe is full

            interrupt(scan);

            while (out.readLine() != null) {
                // what was in the pipe
            }
            assertTrue(scan.waitFor(60, TimeUnit.SECONDS));
            assertEquals("", String.join("\n", err.lines().toList()));
        }
        assertEquals(Exit.INTERRUPTED, scan.exitValue());
    }

    private void assertNotLocked() {
        Store.open(directory.resolve("store")).close();
    }

    private static void interrupt(Process process) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor());
    }

    /// Returns when the other process has made a store and put this key into it.
    private static void awaitInStore(Path store, String key) throws Exception {
        long began = System.nanoTime();
        while (Cli.run("get", store.toString(), key).exit() != Exit.OK) {
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(120), "nothing arrives in " + store);
        }
    }
}
