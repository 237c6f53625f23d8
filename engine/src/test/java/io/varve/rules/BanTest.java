package io.varve.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.varve.rules.Forbidden.Breaks;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// That every ban bites, on the classes of [Forbidden], and bites nothing else.
final class BanTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importClasses(Stream.concat(forbidden(), Stream.of(Harmless.class)).toList());

    @ParameterizedTest
    @MethodSource("forbidden")
    void isBrokenByWhatItForbids(Class<?> bad) {
        Breaks breaks = bad.getAnnotation(Breaks.class);

        assertNotNull(breaks);
        assertEquals(List.of(breaks.value()), brokenBy(bad));
    }

    @Test
    void hasAClassThatBreaksIt() {
        Set<String> unproven = new TreeSet<>(Ban.ALL.stream().map(Ban::name).toList());

        forbidden().forEach(bad -> unproven.removeAll(brokenBy(bad)));

        assertEquals(Set.of(), unproven);
    }

    @Test
    void letsAHarmlessClassPass() {
        assertEquals(List.of(), brokenBy(Harmless.class));
    }

    static Stream<Class<?>> forbidden() {
        return Arrays.stream(Forbidden.class.getDeclaredClasses()).filter(bad -> bad != Breaks.class);
    }

    private static List<String> brokenBy(Class<?> bad) {
        JavaClasses one = CLASSES.that(describe("are " + bad, read -> read.isEquivalentTo(bad)));
        return Ban.ALL.stream()
                .filter(ban -> !ban.violations(one).isEmpty())
                .map(Ban::name)
                .toList();
    }
}
