package io.varve.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.tools.session.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The help of every command is what stands in `src/test/resources/help`; `-Dgolden=rewrite` writes it anew.
final class HelpTest {
    private static final Path GOLDEN = Path.of("src/test/resources/help");

    static final List<String> COMMANDS = List.of(
            "varve",
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
            "demo",
            "soak",
            "version");

    @TempDir
    Path directory;

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void isWhatWasAgreedUpon(String command) throws IOException {
        Cli.Run run = command.equals("varve") ? Cli.run("help") : Cli.run(command, "--help");
        assertEquals(Exit.OK, run.exit());
        assertEquals("", run.err());
        Path golden = GOLDEN.resolve(command + ".txt");
        if ("rewrite".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, run.out());
        }

        assertEquals(Files.readString(golden), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
    }

    @Test
    void namesEveryCommand() {
        List<String> named = Cli.run("help")
                .out()
                .lines()
                .filter(line -> line.matches("  [a-z]+ .*"))
                .map(line -> line.strip().replaceFirst(" .*", ""))
                .filter(word -> !List.of("help", "test", "bench", "format").contains(word))
                .sorted()
                .toList();
        assertEquals(COMMANDS.stream().skip(1).sorted().toList(), named);
    }

    @Test
    void completesCommandsAndOptionsInAShell() throws Exception {
        Files.writeString(directory.resolve("completion"), Cli.run("completion").out());
        VarveScript shell = VarveScript.in(directory);

        VarveScript.Said said = shell.bash("""
                source ./completion
                complete -p varve
                complete_varve() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _complete_varve 2>/dev/null; echo "${COMPREPLY[@]}"; }
                complete_varve ./varve sn
                complete_varve ./varve scan --rev
                """);

        assertEquals("", said.err());
        assertTrue(said.out().contains("-F _complete_varve "), said.out());
        assertTrue(said.out().contains("\nsnapshots\n--reverse\n"), said.out());
    }
}
