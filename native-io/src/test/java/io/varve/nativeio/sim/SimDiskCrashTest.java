package io.varve.nativeio.sim;

import static io.varve.nativeio.testing.DiskTestKit.NEW;
import static io.varve.nativeio.testing.DiskTestKit.durable;
import static io.varve.nativeio.testing.DiskTestKit.names;
import static io.varve.nativeio.testing.DiskTestKit.open;
import static io.varve.nativeio.testing.DiskTestKit.root;
import static io.varve.nativeio.testing.DiskTestKit.sector;
import static io.varve.nativeio.testing.DiskTestKit.text;
import static io.varve.nativeio.testing.DiskTestKit.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.testing.DiskTestKit;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What survives what: a power cut keeps what was synced, and of the rest any part that the profile
/// allows; a killed process loses nothing.
final class SimDiskCrashTest {
    private static final int MANY = 1 << 20;

    private SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
    private Directory root = root(disk);

    @BeforeEach
    void start() {
        use(DiskProfile.ADVERSARIAL);
    }

    @Test
    void keepsWhatWasSynced() {
        durable(root, "a", "synced");

        assertEquals(Set.of("synced"), outcomes(image -> text(image, "a")));
    }

    @Test
    void losesANameThatWasNotSynced() {
        DiskFile file = open(root, "a", NEW);
        write(file, 0, "x");
        assertEquals(0, file.dataSync());

        assertEquals(Set.of("-", "x"), outcomes(image -> text(image, "a")));
    }

    @Test
    void keepsAnyVersionOfASectorThatWasWrittenTwice() {
        DiskFile file = durable(root, "a", "old");
        write(file, 0, "mid");
        write(file, 0, "new");

        assertEquals(Set.of("old", "mid", "new"), outcomes(image -> text(image, "a")));
    }

    @Test
    void keepsSectorsOfOneWriteApart() {
        DiskFile file = durable(root, "a", sector('a') + sector('b'));
        write(file, 0, sector('A') + sector('B'));

        Set<String> found = outcomes(image -> firstOfEach(text(image, "a")));

        assertEquals(Set.of("ab", "Ab", "aB", "AB"), found);
    }

    @Test
    void keepsThePageTogetherWhenTheProfileSaysSo() {
        use(DiskProfile.ADVERSARIAL.withAtomicSize(4096));
        DiskFile file = durable(root, "a", sector('a') + sector('b'));
        write(file, 0, sector('A') + sector('B'));

        assertEquals(Set.of("ab", "AB"), outcomes(image -> firstOfEach(text(image, "a"))));
    }

    @Test
    void tearsASectorWhenTheProfileSaysSo() {
        use(DiskProfile.TEARING);
        DiskFile file = durable(root, "a", sector('a'));
        write(file, 0, sector('A'));

        Set<String> found = outcomes(image -> text(image, "a"));

        assertTrue(found.stream().anyMatch(text -> text.startsWith("A") && text.endsWith("a")), found::toString);
        assertTrue(found.stream().anyMatch(text -> text.startsWith("a") && text.endsWith("A")), found::toString);
    }

    @Test
    void growsAFileOverZerosOrOldBlocksWhenItsDataIsLost() {
        durable(root, "victim", sector('s')).close();
        assertEquals(0, root.unlink("victim"));
        assertEquals(0, root.sync());
        DiskFile file = durable(root, "a", "");
        write(file, 0, "new");

        Set<String> found = new TreeSet<>();
        SplittableRandom rounds = new SplittableRandom(1);
        for (int round = 0; round < 20; round++) {
            new CrashImages(disk, rounds).explore(MANY, image -> found.add(text(image, "a")));
        }

        assertTrue(found.containsAll(Set.of("", "new", "\0\0\0", "sss")), found::toString);
    }

    @Test
    void growsAFileBlockByBlock() {
        DiskFile file = durable(root, "a", "");
        write(file, 0, sector('x').repeat(20));

        Set<Integer> sizes = new TreeSet<>();
        crash().explore(1000, image -> sizes.add(image.contents().read("/a").length));

        assertEquals(Set.of(0, 4096, 8192, 10_240), sizes);
    }

    @Test
    void readsZerosWhereDataSurvivedWithoutItsSpace() {
        DiskFile file = durable(root, "a", "");
        assertEquals(0, file.truncate(3));
        assertEquals(0, file.dataSync());
        write(file, 0, "new");

        Set<String> found = outcomes(image -> text(image, "a"));

        assertTrue(found.containsAll(Set.of("\0\0\0", "new")), found::toString);
    }

    @Test
    void keepsTheNameButNotTheDataOfAFileThatWasNotSynced() {
        DiskFile file = open(root, "a", NEW);
        write(file, 0, "x");
        assertEquals(0, root.sync());

        Set<String> found = outcomes(image -> text(image, "a"));

        assertTrue(found.containsAll(Set.of("", "\0", "x")) && !found.contains("-"), found::toString);
    }

    @Test
    void replacesByRenameInOneStepOrWithBothNames() {
        durable(root, "old", "1");
        durable(root, "new", "2");
        assertEquals(0, root.rename("new", root, "old"));

        assertEquals(Set.of("12", "22", "2-"), outcomes(image -> text(image, "old") + text(image, "new")));
    }

    @Test
    void replacesByRenameAtomicallyWhenTheProfileSaysSo() {
        use(DiskProfile.ORDERED);
        durable(root, "old", "1");
        durable(root, "new", "2");
        assertEquals(0, root.rename("new", root, "old"));

        assertEquals(Set.of("12", "2-"), outcomes(image -> text(image, "old") + text(image, "new")));
    }

    @Test
    void bringsBackAFileWhoseRemovalWasNotSynced() {
        durable(root, "a", "x").close();
        assertEquals(0, root.unlink("a"));

        assertEquals(Set.of("-", "x"), outcomes(image -> text(image, "a")));
    }

    @Test
    void keepsNamesAsAPrefixWhenTheProfileSaysSo() {
        use(DiskProfile.ORDERED);
        open(root, "a", NEW);
        open(root, "b", NEW);

        assertEquals(
                Set.of("[]", "[a]", "[a, b]"), outcomes(image -> names(image).toString()));
    }

    @Test
    void keepsEverythingWhenOnlyTheProcessEnds() {
        DiskFile file = open(root, "a", NEW);
        write(file, 0, "unsynced");

        SimDisk killed = crash().killed();

        assertEquals("unsynced", text(killed, "a"));
        assertEquals("-", text(new CrashImages(killed, new SplittableRandom(1)).allLost(), "a"));
    }

    @Test
    void losesWhatTheFirstCrashKeptInASecondOne() {
        durable(root, "a", "old");
        SimDisk first = crash().allLost();
        try (Directory directory = root(first)) {
            write(open(directory, "a", DiskTestKit.EDIT), 0, "new");
        }

        assertEquals("new", text(first, "a"));
        assertEquals("old", text(new CrashImages(first, new SplittableRandom(1)).allLost(), "a"));
    }

    @Test
    void doesNotTakeDirectWritesForDurable() {
        durable(root, "a", sector('a')).close();
        DiskFile file = open(root, "a", DiskTestKit.EDIT | OpenFlags.DIRECT);
        write(file, 0, sector('A'));

        assertEquals(Set.of("a", "A"), outcomes(image -> firstOfEach(text(image, "a"))));
    }

    @Test
    void makesSynchronousWritesDurable() {
        durable(root, "a", "old").close();
        write(open(root, "a", DiskTestKit.EDIT | OpenFlags.DSYNC), 0, "new");

        assertEquals(Set.of("new"), outcomes(image -> text(image, "a")));
    }

    @Test
    void makesNothingElseDurableWithASynchronousWrite() {
        DiskFile file = durable(root, "a", sector('a') + sector('b'));
        write(file, 0, sector('A'));
        write(open(root, "a", DiskTestKit.EDIT | OpenFlags.DSYNC), 512, sector('B'));

        assertEquals(Set.of("aB", "AB"), outcomes(image -> firstOfEach(text(image, "a"))));
    }

    @Test
    void keepsSomeOfWhatWasStoredThroughAMapping() {
        DiskFile file = durable(root, "a", sector('a') + sector('b'));
        Mapping mapping = file.map(0, 1024, MapMode.READ_WRITE);
        assertEquals(0, mapping.populateWrite(0, 1024));
        Region region = mapping.region();
        region.fill(0, 512, (byte) 'A');
        region.fill(512, 512, (byte) 'B');

        assertEquals(Set.of("ab", "Ab", "aB", "AB"), outcomes(image -> firstOfEach(text(image, "a"))));
        assertEquals(0, file.dataSync());
        assertEquals(Set.of("AB"), outcomes(image -> firstOfEach(text(image, "a"))));
    }

    @Test
    void crashesInTheMiddleOfACallAndLivesOn() {
        Simulation simulation = new Simulation(3);
        SimDisk first = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        SimDisk[] second = new SimDisk[1];
        first.observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op == Op.DIRECTORY_SYNC) {
                    simulation.crash();
                    second[0] = new CrashImages(first, simulation.random("crash"))
                            .allKept()
                            .attach(simulation);
                }
            }
        });
        List<String> seen = new ArrayList<>();
        simulation.spawn("first life", () -> {
            durable(root(first), "a", "x");
            seen.add("after the crash");
        });
        simulation.run();
        simulation.spawn("second life", () -> seen.add(text(second[0], "a")));

        simulation.run();

        assertEquals(List.of("x"), seen);
    }

    @Test
    void tellsWhatAFailingImageWasMadeOf() {
        DiskFile file = durable(root, "a", "old");
        write(file, 0, "new");

        AssertionError failure = assertThrows(
                AssertionError.class, () -> crash().explore(MANY, image -> assertEquals("old", text(image, "a"))));

        String origin = failure.getSuppressed()[0].toString();
        assertTrue(origin.contains("kept #") && origin.contains("512 bytes at 0"), origin);
    }

    @Test
    void letsAnImageLiveInASimulationOfItsOwnWhileAnotherStandsStill() {
        Simulation outer = new Simulation(1);
        SimDisk running = new SimDisk(outer, DiskProfile.ADVERSARIAL);
        Set<String> found = new TreeSet<>();
        running.observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                new CrashImages(running, outer.random("crash")).explore(MANY, image -> {
                    Simulation inner = new Simulation(2);
                    image.attach(inner);
                    inner.spawn("reader", () -> found.add(text(image, "a")));
                    inner.run();
                });
            }
        });
        outer.spawn("writer", () -> durable(root(running), "a", "x").close());

        outer.run();

        assertTrue(found.containsAll(Set.of("-", "", "\0", "x")), found::toString);
    }

    /// The kernel writes a page back whenever it likes, also between two stores.
    @Test
    void keepsSomeWordsOfStoresThroughAMapping() {
        use(DiskProfile.ADVERSARIAL.withAtomicSize(4096));
        DiskFile file = durable(root, "a", sector('a'));
        Region region = writable(file, 512);
        region.fill(8, 504, (byte) 'B');
        region.fill(0, 8, (byte) 'L');

        Set<String> found = new TreeSet<>();
        for (int round = 0; round < 50; round++) {
            new CrashImages(disk, new SplittableRandom(round)).explore(MANY, image -> found.add(text(image, "a")));
        }

        assertTrue(found.contains(sector('a')) && found.contains("L".repeat(8) + "B".repeat(504)));
        assertTrue(found.stream().anyMatch(text -> text.startsWith("LLLLLLLL") && text.contains("aaaaaaaa")));
        assertTrue(found.stream().anyMatch(text -> text.startsWith("aaaaaaaa") && text.contains("BBBBBBBB")));
        assertTrue(found.stream().allMatch(text -> text.matches("(L{8}|a{8})(B{8}|a{8}){63}")));
        assertEquals(0, file.dataSync());
        assertEquals(
                Set.of("LB"),
                outcomes(image ->
                        "" + text(image, "a").charAt(0) + text(image, "a").charAt(511)));
    }

    @Test
    void keepsSingleStoresThroughAMappingTogetherWhenTheProfileSaysSo() {
        use(DiskProfile.ADVERSARIAL.withAtomicSize(4096));
        DiskFile file = durable(root, "a", sector('a') + sector('b'));
        Region region = writable(file, 1024);
        region.putByte(0, (byte) 'A');
        disk.adoptStores();
        region.putByte(512, (byte) 'B');

        assertEquals(Set.of("ab", "Ab", "AB"), outcomes(image -> firstOfEach(text(image, "a"))));
    }

    /// Synced in the wrong order, a file that moves between directories has no name for a while.
    @Test
    void losesBothNamesOfAMoveOfWhichOnlyTheOldDirectoryWasSynced() {
        assertEquals(Set.of("[/a]", "[/d/b]", "[/a, /d/b]", "[]"), outcomesOfAMove(false, false));
        assertEquals(Set.of("[/d/b]", "[]"), outcomesOfAMove(true, false));
        assertEquals(Set.of("[/d/b]", "[/a, /d/b]"), outcomesOfAMove(false, true));
        assertEquals(Set.of("[/d/b]"), outcomesOfAMove(true, true));
    }

    private Set<String> outcomesOfAMove(boolean isOldSynced, boolean isNewSynced) {
        use(DiskProfile.ADVERSARIAL);
        disk.makeDirectories("/d");
        durable(root, "a", "x");
        Directory below = root.openDirectory("d");
        assertEquals(0, root.rename("a", below, "b"));
        assertEquals(0, isOldSynced ? root.sync() : 0);
        assertEquals(0, isNewSynced ? below.sync() : 0);
        return outcomes(image -> image.contents().files().toString());
    }

    @Test
    void writesDataBeforeWhatPointsToItWhenTheProfileSaysSo() {
        use(DiskProfile.ORDERED);
        DiskFile file = durable(root, "a", "");
        write(file, 0, "new");

        assertEquals(Set.of("", "new"), outcomes(image -> text(image, "a")));
        write(file, 3, sector('x').repeat(20));

        assertEquals(
                Set.of(),
                outcomes(image -> text(image, "a")).stream()
                        .filter(text -> text.indexOf(0) >= 0)
                        .collect(Collectors.toSet()));
    }

    @Test
    void leavesOldBlocksOfCutFilesInNewOnes() {
        DiskFile cut = durable(root, "victim", sector('s').repeat(24));
        assertEquals(0, cut.truncate(0));
        assertEquals(0, cut.dataSync());
        DiskFile file = durable(root, "a", "");
        write(file, 0, "new");

        Set<String> found = new TreeSet<>();
        SplittableRandom rounds = new SplittableRandom(1);
        for (int round = 0; round < 20; round++) {
            new CrashImages(disk, rounds).explore(MANY, image -> found.add(text(image, "a")));
        }

        assertTrue(found.contains("sss"), found::toString);
    }

    @RandomizedTest(seeds = 200)
    void keepsOnlyWhatSomebodyWrote(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        use(random.nextBoolean() ? DiskProfile.ADVERSARIAL : DiskProfile.ORDERED);
        DiskFile file = durable(root, "a", "a".repeat(4 * 512));
        String synced = "a".repeat(4);
        for (int i = 0; i < 30; i++) {
            int at = random.nextInt(4);
            write(file, at * 512L, sector((char) ('b' + i)));
            if (random.nextInt(8) == 0) {
                assertEquals(0, file.dataSync());
                synced = firstOfEach(text(disk, "a"));
            }
        }

        String kept = firstOfEach(text(crash().allLost(), "a"));

        assertEquals(synced, kept);
        assertEquals(text(disk, "a"), text(crash().allKept(), "a"));
    }

    private void use(DiskProfile profile) {
        disk = new SimDisk(profile, 1);
        root = root(disk);
    }

    private CrashImages crash() {
        return new CrashImages(disk, new SplittableRandom(7));
    }

    private Set<String> outcomes(Function<SimDisk, String> question) {
        Set<String> found = new TreeSet<>();
        crash().explore(MANY, image -> found.add(question.apply(image)));
        return found;
    }

    private static String firstOfEach(String text) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < text.length(); i += 512) {
            letters.append(text.charAt(i));
        }
        return letters.toString();
    }

    private static Region writable(DiskFile file, int length) {
        Mapping mapping = file.map(0, length, MapMode.READ_WRITE);
        assertEquals(0, mapping.populateWrite(0, length));
        return mapping.region();
    }
}
