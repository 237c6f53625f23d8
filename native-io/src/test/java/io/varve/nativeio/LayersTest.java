package io.varve.nativeio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.varve.nativeio.testing.rules.Levels;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The architecture of this module: the seams know nothing of the machine behind them.
final class LayersTest {
    /// Lowest first. A package may use packages of lower levels only.
    private static final List<List<String>> LEVELS =
            List.of(List.of("io.varve.nativeio"), List.of("io.varve.nativeio.linux"));

    private static final JavaClasses NATIVE_IO = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void everyPackageHasALevel() {
        assertEquals(Set.of(), new Levels(LEVELS, NATIVE_IO).misplaced());
    }

    @Test
    void dependenciesRunDownward() {
        assertEquals(List.of(), new Levels(LEVELS, NATIVE_IO).climbing());
    }

    @Test
    void packagesHaveNoCycles() {
        assertEquals(List.of(), new Levels(LEVELS, NATIVE_IO).cycles("io.varve"));
    }

    @Test
    void aTableThatIsWrongIsFound() {
        assertEquals(Set.of("io.varve.nativeio"), new Levels(LEVELS.subList(1, 2), NATIVE_IO).misplaced());
        assertFalse(new Levels(LEVELS.reversed(), NATIVE_IO).climbing().isEmpty());
        assertFalse(new Levels(List.of(List.of("io.varve.nativeio", "io.varve.nativeio.linux")), NATIVE_IO)
                .climbing()
                .isEmpty());
    }

    @Test
    void onlyLinuxCallsTheMachine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.varve.nativeio.linux")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class, SymbolLookup.class)
                .check(NATIVE_IO);
    }
}
