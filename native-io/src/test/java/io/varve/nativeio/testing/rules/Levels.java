package io.varve.nativeio.testing.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A table of packages by level, held against the classes of a module.
///
/// **Promises:** every answer is a list of findings, empty when all is well, so that a test can say both
/// that the real table holds and that a wrong one would not.
public final class Levels {
    private final List<List<String>> levels;
    private final JavaClasses classes;

    /// A table.
    ///
    /// @param levels lowest first; a package may use packages of lower levels only
    /// @param classes of the module, without its tests
    public Levels(List<List<String>> levels, JavaClasses classes) {
        this.levels = levels;
        this.classes = classes;
    }

    /// Packages that are in the table or in the module, but not in both.
    public Set<String> misplaced() {
        Set<String> listed = levels.stream().flatMap(List::stream).collect(toCollection(TreeSet::new));
        Set<String> present = classes.stream().map(JavaClass::getPackageName).collect(toCollection(TreeSet::new));

        Set<String> misplaced = new TreeSet<>(listed);
        misplaced.addAll(present);
        listed.retainAll(present);
        misplaced.removeAll(listed);
        return misplaced;
    }

    /// Dependencies that run upward or sideways, each with its place.
    public List<String> climbing() {
        List<String> findings = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            for (String user : levels.get(level)) {
                findings.addAll(climbing(level, user));
            }
        }
        return findings;
    }

    /// Cycles between packages below `root`.
    public List<String> cycles(String root) {
        return findings(slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .evaluate(classes));
    }

    private List<String> climbing(int level, String user) {
        String[] notBelow = levels.subList(level, levels.size()).stream()
                .flatMap(List::stream)
                .filter(used -> !used.equals(user))
                .toArray(String[]::new);
        if (notBelow.length == 0) {
            return List.of();
        }
        return findings(noClasses()
                .that()
                .resideInAPackage(user)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(notBelow)
                .allowEmptyShould(true)
                .evaluate(classes));
    }

    private static List<String> findings(EvaluationResult result) {
        return result.getFailureReport().getDetails();
    }
}
