package io.varve.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Java sources, parsed by the compiler of the JDK, and what can be seen in them.
final class Sources {
    private final List<CompilationUnitTree> units;
    private final SourcePositions positions;

    private Sources(List<CompilationUnitTree> units, SourcePositions positions) {
        this.units = units;
        this.positions = positions;
    }

    /// All Java files below a folder; none when it does not exist.
    static Sources below(Path folder) throws IOException {
        return of(javaFiles(folder));
    }

    /// Some files.
    static Sources of(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            List<CompilationUnitTree> units = new ArrayList<>();
            if (!files.isEmpty()) { // the compiler refuses to parse nothing
                task.parse().forEach(units::add);
            }
            return new Sources(units, Trees.instance(task).getSourcePositions());
        }
    }

    static List<Path> javaFiles(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    /// Methods and constructors of more than `limit` lines, from their annotations to their last brace.
    List<String> methodsLongerThan(int limit) {
        List<String> found = new ArrayList<>();
        scan((unit, tree) -> {
            long lines = line(unit, positions.getEndPosition(unit, tree))
                    - line(unit, positions.getStartPosition(unit, tree))
                    + 1;
            if (tree instanceof MethodTree method && lines > limit) {
                found.add(place(unit, tree) + ": method " + method.getName() + " has " + lines + " lines, more than "
                        + limit);
            }
        });
        return found;
    }

    /// Methods and blocks that are `synchronized`.
    List<String> synchronizedPlaces() {
        List<String> found = new ArrayList<>();
        scan((unit, tree) -> {
            boolean isBlock = tree instanceof SynchronizedTree;
            boolean isMethod = tree instanceof MethodTree method
                    && method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED);
            if (isBlock || isMethod) {
                found.add(place(unit, tree) + ": synchronized");
            }
        });
        return found;
    }

    private interface Visit {
        void at(CompilationUnitTree unit, Tree tree);
    }

    private void scan(Visit visit) {
        for (CompilationUnitTree unit : units) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void scan(@Nullable Tree tree, @Nullable Void nothing) {
                    if (tree instanceof MethodTree || tree instanceof SynchronizedTree) {
                        visit.at(unit, tree);
                    }
                    return super.scan(tree, null);
                }
            }.scan(unit, null);
        }
    }

    private String place(CompilationUnitTree unit, Tree tree) {
        return Path.of(unit.getSourceFile().toUri()).getFileName() + ":"
                + line(unit, positions.getStartPosition(unit, tree));
    }

    private static long line(CompilationUnitTree unit, long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
