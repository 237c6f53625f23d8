package io.varve.bench.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.ProbeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The same small story told to every store at every level that it has.
final class StoresTest {
    private static final int COUNT = 300;

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> everyStoreKeepsItsEntries() {
        return Stores.with(Stores.ALL, Stores.SPECIAL).stream()
                // Its puts are not visible at once: SteadyCommandTest has it.
                .filter(name -> !name.equals("varve-windows"))
                .flatMap(name -> Stores.levels(name).stream()
                        .filter(level ->
                                level != Level.SYNC || Stores.base(name).equals(name))
                        .map(level -> DynamicTest.dynamicTest(name + " " + level, () -> tell(name, level))));
    }

    /// Each makes the same of the same entries, however its keys look and in whichever order it keeps them.
    @TestFactory
    Stream<DynamicTest> everyStoreSeesTheSameKeysAndValues() {
        return Stream.of(Keys.Kind.INT_LITTLE, Keys.Kind.INT_BIG, Keys.Kind.TEXT)
                .flatMap(kind -> Stream.of(true, false).map(isOrdered -> new Keys(kind, isOrdered)))
                .map(keys -> DynamicTest.dynamicTest(
                        keys.kind() + (keys.isOrdered() ? " ordered" : ""), () -> requireTheSame(keys)));
    }

    private void requireTheSame(Keys keys) throws IOException, ProbeException {
        Entries entries = new Entries(64, Entries.Filling.ZEROS, keys);
        Set<List<Long>> digests = new HashSet<>();
        for (String name : List.of("varve", "rocksdb", "mvstore", "xodus", "mapdb", "lmdb")) {
            Level level = name.equals("mapdb") ? Level.NONE : Level.PROCESS;
            Path folder = Files.createDirectory(directory.resolve(name + keys.kind() + keys.isOrdered()));
            try (Peer peer = Stores.open(name, folder, Setup.of(entries, COUNT, level));
                    Session session = peer.session(level)) {
                session.putBatch(0, COUNT);
                requireAll(session);
                long last = entries.last(COUNT, peer.isNumeric());
                assertEquals(COUNT, session.walk(last, 2 * COUNT, Session.Walk.BACKWARD), name);
                assertEquals(1, session.walk(last, 2 * COUNT, Session.Walk.COPIED), name);
                assertEquals(COUNT, session.walk(0, 2 * COUNT, Session.Walk.VIEWED), name);
                List<Long> made = new ArrayList<>();
                for (Session.Walk how : List.of(Session.Walk.CRC, Session.Walk.XX_HASH)) {
                    assertEquals(COUNT, session.walk(0, 2 * COUNT, how), name);
                    made.add(session.digest());
                }
                if (!peer.isNumeric()) {
                    digests.add(made);
                }
            }
        }
        assertEquals(1, digests.size(), digests.toString());
    }

    @Test
    void whatAStoreDoesNotPromiseCannotBeAskedOfIt() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Stores.open("lmdb", directory, Setup.of(Entries.usual(), 1, Level.NONE)));
        assertThrows(IllegalArgumentException.class, () -> Level.named("hope"));
        assertThrows(IllegalArgumentException.class, () -> Stores.named("varve,bolt", Stores.ALL));
        assertEquals(List.of("lmdb", "varve"), Stores.named("lmdb,varve,lmdb", Stores.ALL));
    }

    private void tell(String name, Level level) throws IOException, ProbeException {
        Entries entries = new Entries(200, Entries.Filling.HALF);
        Path folder = Files.createDirectory(directory.resolve(name + level));
        try (Peer peer = Stores.open(name, folder, Setup.of(entries, COUNT, level))) {
            assertEquals(name, peer.name());
            try (Session session = peer.session(level)) {
                for (long number = 0; number < 100; number++) {
                    session.put(number);
                }
                session.putBatch(100, 100);
                session.putBatch(200, COUNT - 200);
                session.put(7);
                requireAll(session);
                walk(session, entries);

                session.delete(0);
                session.delete(COUNT);
                assertTrue(session.isAbsent(0));
                assertFalse(session.get(0));
                session.renew();
                assertEquals(COUNT - 1, session.walk(entries.inOrder(COUNT)[0], 2 * COUNT, Session.Walk.COPIED));
                session.put(0);
                peer.sync();
                peer.flush();
                peer.compact();
            }
            try (Session session = peer.session(level)) {
                requireAll(session);
                walk(session, entries);
            }
            assertTrue(peer.bytesOnDisk(folder) >= 0);
        }
    }

    private static void requireAll(Session session) {
        for (long number = 0; number < COUNT; number++) {
            assertTrue(session.get(number), "entry " + number);
            assertFalse(session.isAbsent(number));
        }
        assertTrue(session.getAll(new long[] {3, 1, 299}));
        assertTrue(session.isAbsent(COUNT));
    }

    private static void walk(Session session, Entries entries) {
        long[] inOrder = entries.inOrder(COUNT);
        for (Session.Walk how : new Session.Walk[] {Session.Walk.COPIED, Session.Walk.VIEWED}) {
            assertEquals(COUNT, session.walk(inOrder[0], 2 * COUNT, how));
            assertEquals(11, session.walk(inOrder[20], 11, how));
            assertEquals(5, session.walk(inOrder[COUNT - 5], 11, how));
        }
        assertEquals(COUNT, session.walk(inOrder[COUNT - 1], 2 * COUNT, Session.Walk.BACKWARD));
        assertEquals(6, session.walk(inOrder[5], 11, Session.Walk.BACKWARD));
    }
}
