package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PreloadTest {
    @Test
    void namesEveryClassThatIsCompiled() throws IOException {
        Path root = Path.of("target", "classes", "io", "varve", "nativeio");
        try (Stream<Path> files = Files.walk(root)) {
            Set<String> compiled = files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(compiled, new TreeSet<>(Preload.CLASSES));
        }
    }
}
