package io.varve.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// That every ban bites, on the classes of [Forbidden].
final class BanTest {
    static final List<Ban> BANS = Ban.ALL;

    @ParameterizedTest
    @FieldSource("BANS")
    void isBrokenBySomeForbiddenClass(Ban ban) {
        boolean bites = forbidden().anyMatch(bad -> !ban.violations(read(bad)).isEmpty());

        assertTrue(bites, "no class in Forbidden breaks the ban of " + ban);
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void everyForbiddenClassBreaksABan(Class<?> bad) {
        boolean isCaught =
                BANS.stream().anyMatch(ban -> !ban.violations(read(bad)).isEmpty());

        assertTrue(isCaught, bad.getSimpleName() + " breaks no ban");
    }

    @ParameterizedTest
    @FieldSource("BANS")
    void letsAHarmlessClassPass(Ban ban) {
        assertFalse(ban.violations(read(Harmless.class)).iterator().hasNext(), ban.toString());
    }

    static Stream<Class<?>> forbidden() {
        return Arrays.stream(Forbidden.class.getDeclaredClasses());
    }

    private static JavaClasses read(Class<?> bad) {
        return new ClassFileImporter().importClasses(bad);
    }
}
