package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process that has not got the library of a codec.
final class StoreLibraryTest {
    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"LZ4", "ZSTD"})
    void aStoreThatNeedsALibraryNamesItAndStaysAsItIs(Compression codec) throws Exception {
        Path path = make(codec);
        Map<String, String> before = content(path);

        for (String mode : new String[] {"write", "read"}) {
            ChildJvm.Result refused = run(without(), path, Compression.NONE, mode);

            assertTrue(refused.output().startsWith("missing " + library(codec)), refused::toString);
            assertTrue(refused.output().contains("put " + library(codec) + " on the class path"), refused::toString);
            assertEquals("", refused.errors());
            assertEquals(before, content(path));
        }
        assertEquals(
                "found 1000 bytes",
                run(new ChildJvm(), path, Compression.NONE, "write").output().strip());
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"LZ4", "ZSTD"})
    void anOptionThatNeedsALibraryIsRefusedBeforeAnythingIsMade(Compression codec) throws Exception {
        Path path = folder.resolve("new");

        ChildJvm.Result refused = run(without(), path, codec, "write");

        assertTrue(
                refused.output()
                        .startsWith("refused [compression is " + codec + "; allowed is that with " + library(codec)),
                refused::toString);
        assertTrue(Files.notExists(path));
    }

    @Test
    void aStoreThatIsNotCompressedNeedsNone() throws Exception {
        Path path = make(Compression.NONE);

        ChildJvm.Result result = run(without(), path, Compression.NONE, "write");

        assertEquals("found 1000 bytes", result.output().strip());
        assertEquals("", result.errors());
    }

    /// P-quiet: what a library prints would be on the user's terminal.
    @ParameterizedTest
    @EnumSource(Compression.class)
    void nothingIsPrinted(Compression codec) throws Exception {
        ChildJvm.Result result = run(new ChildJvm(), make(codec), codec, "write");

        assertEquals("found 1000 bytes", result.output().strip());
        assertEquals("", result.errors());
    }

    private Path make(Compression codec) {
        Path path = folder.resolve("store");
        try (Store store =
                Store.open(path, StoreOptions.builder().compression(codec).build())) {
            for (int i = 0; i < 100; i++) {
                store.put(bytes("key " + i), new byte[1000], Durability.PROCESS);
            }
            store.flush().await();
        }
        return path;
    }

    private static String library(Compression codec) {
        return codec.codec().library();
    }

    private static ChildJvm.Result run(ChildJvm jvm, Path path, Compression codec, String mode) throws Exception {
        return jvm.run(LibraryChild.class, path.toString(), codec.name(), mode);
    }

    private static ChildJvm without() {
        return new ChildJvm()
                .withClassPath(
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .filter(entry -> !entry.contains("lz4-java") && !entry.contains("zstd-jni"))
                                .collect(Collectors.joining(File.pathSeparator)));
    }

    /// Tables and log, and what is in them. (Lock and manifest say whose turn it was.)
    private static Map<String, String> content(Path path) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = path.relativize(file).toString();
                if (name.startsWith("tables/") || name.startsWith("wal/")) {
                    content.put(name, Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.size(file));
                }
            }
        }
        return content;
    }
}
