package io.varve.nativeio.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Loads the classes of a module that lie in a folder, each in a file of its own: when no file can be opened any more,
/// what only that failure needs could not be loaded either, and a full table of files would show itself as a
/// `NoClassDefFoundError`, on whatever thread. The classes of a jar lie in one file, which is open.
final class ClassFolder {
    private static final String SUFFIX = ".class";

    /// How many were loaded, per class beside which they lie: looked for once.
    private static final ClassValue<Integer> LOADED = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> anchor) {
            return load(anchor);
        }
    };

    private ClassFolder() {}

    /// Loads all that lie beside and below a class, if those are files.
    ///
    /// @return how many there are; 0 when they are in a jar, or nobody knows where
    static int loadOnce(Class<?> anchor) {
        return LOADED.get(anchor);
    }

    private static int load(Class<?> anchor) {
        Path root = root(anchor);
        Path folder = root == null ? null : root.resolve(anchor.getPackageName().replace('.', '/'));
        if (root == null || folder == null || !Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> names = files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name ->
                            name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
                    .toList();
            names.forEach(name -> load(name, anchor.getClassLoader()));
            return names.size();
        } catch (IOException | UncheckedIOException unreadable) {
            return 0;
        }
    }

    /// One that cannot be loaded is not needed, or will say so where it is.
    private static void load(String name, @Nullable ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError incomplete) {
            assert !name.isEmpty() : incomplete;
        }
    }

    private static @Nullable Path root(Class<?> anchor) {
        CodeSource source = anchor.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || !"file".equals(source.getLocation().getProtocol())) {
            return null;
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException strange) {
            return null;
        }
    }
}
