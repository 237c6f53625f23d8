package io.varve.tools;

import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line, as `./varve` starts it.
///
/// **Promises:** an error is said on standard error in plain words that begin with `varve:`, never as a
/// stack trace unless `--trace` asks for it; the exit code is [#OK], [#FAILED], [#WRONG_CALL], or what a
/// command's own comment says.
@Command(
        name = "varve",
        description = "An embedded, ordered key-value store for the JVM.",
        subcommands = HelpCommand.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
public final class Main {
    /// Exit code: done.
    static final int OK = 0;

    /// Exit code: the command was understood, and failed.
    static final int FAILED = 1;

    /// Exit code: the command was not understood, and nothing was done.
    static final int WRONG_CALL = 2;

    /// What `./varve` does without this class; its help must name them all the same.
    static final String[] LAUNCHER_WORDS = {
        "  test     Checks format and rules and runs all tests; arguments go to Maven.",
        "  bench    Runs benchmarks.",
        "  format   Formats the source."
    };

    @Option(names = "--trace", scope = ScopeType.INHERIT, description = "Shows the stack trace of an error.")
    private boolean isTraceAsked;

    private Main() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(run(out, err, arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return run(out, err, new Object[] {new Demo(out), new Version(out)}, arguments);
    }

    /// Runs one of the given commands; apart from [#run(PrintWriter, PrintWriter, String...)] for tests.
    static int run(PrintWriter out, PrintWriter err, Object[] commands, String... arguments) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.getCommandSpec().version(Version.lines());
        for (Object command : commands) {
            line.addSubcommand(command);
        }
        line.getCommandSpec()
                .usageMessage()
                .footerHeading("%nCommands of the launcher ./varve, for those who work on Varve:%n")
                .footer(LAUNCHER_WORDS);
        line.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::onWrongCall)
                .setExecutionExceptionHandler(main::onFailure);

        if (arguments.length == 0) {
            line.usage(out);
            return OK;
        }
        return line.execute(arguments);
    }

    private static int onWrongCall(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("varve: " + wrongCall(wrong, command) + "; './varve help' says how to call it.");
        return WRONG_CALL;
    }

    private static String wrongCall(ParameterException wrong, CommandLine command) {
        if (command.getParent() == null && wrong instanceof UnmatchedArgumentException unmatched) {
            return "there is no command '" + unmatched.getUnmatched().getFirst() + "'";
        }
        return oneLine(wrong, " ");
    }

    private int onFailure(Exception failure, CommandLine command, ParseResult parsed) {
        if (isTraceAsked) {
            failure.printStackTrace(command.getErr());
        } else {
            command.getErr().println("varve: " + oneLine(failure, "; "));
        }
        return FAILED;
    }

    /// The message; a store's exceptions have a second line that says what to do.
    private static String oneLine(Exception failure, String separator) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString())
                .strip()
                .replaceAll("\\R", separator);
    }
}
