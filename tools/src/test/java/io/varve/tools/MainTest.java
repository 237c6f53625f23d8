package io.varve.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h"})
    void listsAllCommandsWhenAskedForHelp(String argument) {
        int code = argument.isEmpty() ? run() : run(argument);

        assertEquals(Main.OK, code);
        for (String word : new String[] {"help", "version", "demo", "test", "bench", "format"}) {
            assertTrue(out.toString().contains("\n  " + word + " "), word + " in " + out);
        }
        assertEquals("", err.toString());
    }

    @Test
    void explainsOneCommand() {
        assertEquals(Main.OK, run("help", "version"));

        assertTrue(out.toString().startsWith("Usage: varve version"), out.toString());
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version"})
    void saysWhichVersionItIsAndWhatItRunsOn(String argument) {
        assertEquals(Main.OK, run(argument));

        assertTrue(out.toString().startsWith("varve "), out.toString());
        assertTrue(out.toString().contains("Java " + System.getProperty("java.version")), out.toString());
    }

    @Test
    void refusesAnUnknownCommandInOneSentence() {
        assertEquals(Main.WRONG_CALL, run("dmeo"));

        assertEquals("varve: there is no command 'dmeo'; './varve help' says how to call it.\n", err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void refusesAnArgumentThatACommandDoesNotKnowInOneSentence() {
        assertEquals(Main.WRONG_CALL, run("version", "twice"));

        assertOneSentence();
    }

    @Test
    void reportsAFailureWithoutAStackTrace() {
        assertEquals(Main.FAILED, runFailing("fail"));

        assertEquals("varve: the disk said no; what to do: ask again\n", err.toString());
    }

    @Test
    void namesAFailureThatHasNoMessage() {
        assertEquals(Main.FAILED, runFailing("fail", "--silent"));

        assertEquals("varve: java.lang.IllegalStateException\n", err.toString());
    }

    @Test
    void showsTheStackTraceWhenAsked() {
        assertEquals(Main.FAILED, runFailing("--trace", "fail"));

        assertTrue(err.toString().contains("\tat io.varve.tools.MainTest"), err.toString());
    }

    private int run(String... arguments) {
        return Main.run(writer(out), writer(err), arguments);
    }

    private int runFailing(String... arguments) {
        return Main.run(writer(out), writer(err), new Object[] {new Fail()}, arguments);
    }

    private static PrintWriter writer(StringWriter into) {
        return new PrintWriter(into, true);
    }

    private void assertOneSentence() {
        assertTrue(err.toString().matches("varve: [^\n]*[.]\n"), err.toString());
        assertEquals("", out.toString());
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
