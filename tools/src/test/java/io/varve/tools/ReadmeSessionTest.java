package io.varve.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The session of the README's section "Command line", typed into a shell, gives what stands there. `…` stands for
/// anything, on a line of its own for any lines.
final class ReadmeSessionTest {
    private static final String BEGIN = "```console\n";
    private static final String PROMPT = "$ ";

    @TempDir
    Path directory;

    @Test
    void givesWhatStandsInTheReadme() throws Exception {
        VarveScript shell = VarveScript.in(directory);
        List<String> session = session();
        int commands = 0;
        for (int i = 0; i < session.size(); ) {
            String command = session.get(i++);
            assertTrue(command.startsWith(PROMPT), command);
            List<String> expected = new ArrayList<>();
            while (i < session.size() && !session.get(i).startsWith(PROMPT)) {
                expected.add(session.get(i++));
            }

            VarveScript.Said said = shell.bash("exec 2>&1; " + command.substring(PROMPT.length()));

            assertTrue(
                    pattern(expected).matcher(said.out()).matches(),
                    () -> command + "\n" + said.out() + "instead of\n" + String.join("\n", expected));
            assertEquals(0, said.exit(), command);
            commands++;
        }
        assertTrue(commands >= 10, commands + " commands");
    }

    private static Pattern pattern(List<String> lines) {
        StringBuilder pattern = new StringBuilder();
        for (String line : lines) {
            String[] parts = line.split("…", -1);
            if (line.equals("…")) {
                pattern.append("(?:[^\n]*\n)*");
            } else {
                for (int i = 0; i < parts.length; i++) {
                    pattern.append(i == 0 ? "" : "[^\n]*").append(Pattern.quote(parts[i]));
                }
                pattern.append('\n');
            }
        }
        return Pattern.compile(pattern.toString());
    }

    private static List<String> session() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        String section = readme.substring(readme.indexOf("## Command line"));
        int begin = section.indexOf(BEGIN) + BEGIN.length();
        return section.substring(begin, section.indexOf("```", begin)).lines().toList();
    }
}
