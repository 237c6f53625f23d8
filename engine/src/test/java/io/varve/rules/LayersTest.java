package io.varve.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.varve.nativeio.testing.rules.Levels;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The architecture of the engine: which package may use which, and what nobody in it may use ([Ban]).
final class LayersTest {
    private static final String ROOT = "io.varve";

    /// Lowest first. A package may use packages of lower levels only.
    private static final List<List<String>> LEVELS = List.of(
            List.of(ROOT + ".error"),
            List.of(
                    ROOT + ".codec",
                    ROOT + ".event",
                    ROOT + ".file",
                    ROOT + ".format",
                    ROOT + ".lock",
                    ROOT + ".memory",
                    ROOT + ".recording",
                    ROOT + ".report",
                    ROOT + ".stats"),
            List.of(ROOT + ".compaction", ROOT + ".cursor", ROOT + ".delivery"),
            List.of(ROOT + ".memtable", ROOT + ".sstable", ROOT + ".wal"),
            List.of(ROOT + ".version"),
            List.of(ROOT + ".view"),
            List.of(ROOT + ".inspect", ROOT + ".read", ROOT + ".recovery", ROOT + ".write"),
            List.of(ROOT + ".flush", ROOT + ".whole"),
            List.of(ROOT),
            List.of(ROOT + ".collection"));

    private static final JavaClasses ENGINE = new ClassFileImporter().importPath(Path.of("target/classes"));

    static final List<Ban> BANS = Ban.ALL;

    @Test
    void everyPackageHasALevel() {
        assertEquals(Set.of(), new Levels(LEVELS, ENGINE).misplaced());
    }

    @Test
    void dependenciesRunDownward() {
        assertEquals(List.of(), new Levels(LEVELS, ENGINE).climbing());
    }

    @Test
    void packagesHaveNoCycles() {
        assertEquals(List.of(), new Levels(LEVELS, ENGINE).cycles(ROOT));
    }

    @Test
    void aTableThatIsWrongIsFound() {
        assertEquals(Set.of(ROOT + ".error"), new Levels(LEVELS.subList(1, LEVELS.size()), ENGINE).misplaced());
        assertFalse(new Levels(LEVELS.reversed(), ENGINE).climbing().isEmpty());
    }

    @ParameterizedTest
    @FieldSource("BANS")
    void nobodyUsesWhatIsBanned(Ban ban) {
        assertEquals(List.of(), ban.violations(ENGINE));
    }

    @Test
    void nothingIsSynchronized() throws Exception {
        assertEquals(List.of(), Sources.below(Path.of("src/main")).synchronizedPlaces());
    }
}
