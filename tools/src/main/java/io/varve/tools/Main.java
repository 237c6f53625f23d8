package io.varve.tools;

import io.varve.StoreOptions;
import io.varve.error.StoreException;
import io.varve.tools.command.Checkpoint;
import io.varve.tools.command.Compact;
import io.varve.tools.command.Delete;
import io.varve.tools.command.Doctor;
import io.varve.tools.command.Dump;
import io.varve.tools.command.Get;
import io.varve.tools.command.Inspect;
import io.varve.tools.command.Load;
import io.varve.tools.command.Put;
import io.varve.tools.command.SalvageStore;
import io.varve.tools.command.Scan;
import io.varve.tools.command.Snapshots;
import io.varve.tools.command.Stats;
import io.varve.tools.command.Top;
import io.varve.tools.command.Verify;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Output;
import io.varve.tools.session.OutputException;
import io.varve.tools.session.Session;
import io.varve.tools.soak.Soak;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line, as `./varve` starts it.
///
/// **Promises:** an error is said on standard error in one sentence that begins with `varve:`, never as a
/// stack trace unless `--trace` asks for it; the exit code is one of [Exit]. When nobody reads the output any more,
/// or at ctrl-C, nothing is said, and every store is closed.
@Command(
        name = "varve",
        description = "An embedded, ordered key-value store for the JVM.",
        subcommands = HelpCommand.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nA command ends with:%n",
        exitCodeList = {
            " 0:done; what was asked for was found",
            " 1:what was asked for is not there",
            " 2:the command was not understood, and nothing was done",
            " 3:the command was understood, and failed"
        })
public final class Main {
    /// What `./varve` does without this class; its help must name them all the same.
    static final String[] LAUNCHER_WORDS = {
        "  test     Checks format and rules and runs all tests; arguments go to Maven.",
        "  bench    Runs benchmarks.",
        "  format   Formats the source."
    };

    private final Session session;

    @Option(names = "--trace", scope = ScopeType.INHERIT, description = "Shows the stack trace of an error.")
    private boolean isTraceAsked;

    private Main(Session session) {
        this.session = session;
    }

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        Output out = new Output(new FileOutputStream(FileDescriptor.out));
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        Session session = new Session(System.in, out, err, isTerminal("2"), isTerminal("1"), StoreOptions.defaults());
        // Ends a command that ctrl-C interrupts; of one that has ended there is nothing left to do.
        Runtime.getRuntime().addShutdownHook(new Thread(session::interrupt, "varve-interrupt"));
        System.exit(runToTheEnd(session, arguments));
    }

    /// Says also what no command is prepared for, such as the end of the memory, in one sentence.
    private static int runToTheEnd(Session session, String... arguments) {
        try {
            return run(session, arguments);
        } catch (Error broken) {
            session.onInterrupt(() -> {}); // it was none
            if (List.of(arguments).contains("--trace")) {
                broken.printStackTrace(session.err());
            } else {
                session.err().println("varve: " + broken);
            }
            return Exit.FAILED;
        }
    }

    static int run(Session session, String... arguments) {
        return run(session, commands(session), arguments);
    }

    /// Runs one of the given commands; apart from [#run(Session, String...)] for tests.
    static int run(Session session, Object[] commands, String... arguments) {
        Main main = new Main(session);
        CommandLine line = main.line(commands);
        int exit;
        if (arguments.length == 0) {
            line.usage(session.text());
            exit = Exit.OK;
        } else {
            exit = line.execute(arguments);
        }
        try {
            session.end();
            return exit;
        } catch (RuntimeException failure) {
            return exit == Exit.OK ? main.onFailure(failure) : exit;
        }
    }

    private static Object[] commands(Session session) {
        return new Object[] {
            new Get(session),
            new Put(session),
            new Delete(session),
            new Scan(session),
            new Dump(session),
            new Load(session),
            new Inspect(session),
            new Stats(session),
            new Top(session),
            new Snapshots(session),
            new Compact(session),
            new Verify(session),
            new Checkpoint(session),
            new SalvageStore(session),
            new Doctor(session),
            new Completion(session),
            new Demo(session.text()),
            new Soak(session.text()),
            new Version(session.text())
        };
    }

    private CommandLine line(Object[] commands) {
        CommandLine line = new CommandLine(this);
        line.getCommandSpec().version(Version.lines());
        for (Object command : commands) {
            line.addSubcommand(command);
        }
        line.getCommandSpec()
                .usageMessage()
                .footerHeading("%nCommands of the launcher ./varve, for those who work on Varve:%n")
                .footer(LAUNCHER_WORDS);
        return line.setExpandAtFiles(false) // a key may begin with an @
                .setOut(session.text())
                .setErr(session.err())
                .setParameterExceptionHandler(Main::onWrongCall)
                .setExecutionExceptionHandler((failure, command, parsed) -> onFailure(failure));
    }

    private static int onWrongCall(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String help = command.getParent() == null ? "./varve help" : "./varve help " + command.getCommandName();
        command.getErr().println("varve: " + wrongCall(wrong, command) + "; '" + help + "' says how to call it.");
        return Exit.WRONG_CALL;
    }

    private static String wrongCall(ParameterException wrong, CommandLine command) {
        if (command.getParent() == null && wrong instanceof UnmatchedArgumentException unmatched) {
            return "there is no command '" + unmatched.getUnmatched().getFirst() + "'";
        }
        return oneLine(wrong, " ");
    }

    private int onFailure(Exception failure) {
        boolean isPipeClosed = failure instanceof OutputException refused && refused.isPipeClosed();
        if (isTraceAsked) {
            failure.printStackTrace(session.err());
        } else if (!isPipeClosed && !session.isInterrupted()) {
            session.err().println("varve: " + oneLine(failure, "; "));
        }
        if (isPipeClosed) {
            return Exit.BROKEN_PIPE;
        }
        if (session.isInterrupted()) {
            return Exit.INTERRUPTED;
        }
        return switch (failure) {
            case Failure ours -> ours.exit();
            case StoreException refused -> Exit.FAILED;
            case IllegalArgumentException call -> Exit.WRONG_CALL;
            default -> Exit.FAILED;
        };
    }

    /// The message; a store's exceptions have a second line that says what to do.
    private static String oneLine(Exception failure, String separator) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString())
                .strip()
                .replaceAll("\\R", separator);
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String file =
                    Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor)).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
