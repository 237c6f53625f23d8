package io.varve.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.tools.session.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

final class MainTest {
    private String out = "";
    private String err = "";

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h"})
    void listsAllCommandsWhenAskedForHelp(String argument) {
        int code = argument.isEmpty() ? run() : run(argument);

        assertEquals(Exit.OK, code);
        for (String word : new String[] {
            "help",
            "version",
            "demo",
            "soak",
            "get",
            "put",
            "delete",
            "scan",
            "dump",
            "load",
            "inspect",
            "stats",
            "top",
            "snapshots",
            "compact",
            "verify",
            "checkpoint",
            "salvage",
            "doctor",
            "completion",
            "test",
            "bench",
            "format"
        }) {
            assertTrue(out.contains("\n  " + word + " "), word + " in " + out);
        }
        assertEquals("", err);
    }

    @Test
    void explainsOneCommand() {
        assertEquals(Exit.OK, run("help", "version"));

        assertTrue(out.startsWith("Usage: varve version"), out);
        assertEquals("", err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version"})
    void saysWhichVersionItIsAndWhatItRunsOn(String argument) {
        assertEquals(Exit.OK, run(argument));

        assertTrue(out.startsWith("varve "), out);
        assertTrue(out.contains("Java " + System.getProperty("java.version")), out);
    }

    @Test
    void refusesAnUnknownCommandInOneSentence() {
        assertEquals(Exit.WRONG_CALL, run("dmeo"));

        assertEquals("varve: there is no command 'dmeo'; './varve help' says how to call it.\n", err);
        assertEquals("", out);
    }

    @Test
    void refusesAnArgumentThatACommandDoesNotKnowInOneSentence() {
        assertEquals(Exit.WRONG_CALL, run("version", "twice"));

        assertOneSentence();
    }

    @Test
    void reportsAFailureWithoutAStackTrace() {
        assertEquals(Exit.FAILED, runFailing("fail"));

        assertEquals("varve: the disk said no; what to do: ask again\n", err);
    }

    @Test
    void namesAFailureThatHasNoMessage() {
        assertEquals(Exit.FAILED, runFailing("fail", "--silent"));

        assertEquals("varve: java.lang.IllegalStateException\n", err);
    }

    @Test
    void showsTheStackTraceWhenAsked() {
        assertEquals(Exit.FAILED, runFailing("--trace", "fail"));

        assertTrue(err.contains("\tat io.varve.tools.MainTest"), err);
    }

    private int run(String... arguments) {
        return remember(Cli.run(arguments));
    }

    private int runFailing(String... arguments) {
        return remember(Cli.runOf(new Object[] {new Fail()}, arguments));
    }

    private int remember(Cli.Run run) {
        out = run.out();
        err = run.err();
        return run.exit();
    }

    private void assertOneSentence() {
        assertTrue(err.matches("varve: [^\n]*[.]\n"), err);
        assertEquals("", out);
    }

    @Command(name = "fail")
    static final class Fail implements Runnable {
        @picocli.CommandLine.Option(names = "--silent")
        boolean isSilent;

        @Override
        public void run() {
            throw isSilent
                    ? new IllegalStateException()
                    : new IllegalStateException("the disk said no\nwhat to do: ask again");
        }
    }
}
