package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.FlushFailedException;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.event.StoreState;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A33, A34, W-A3; rows 77, 78, 86: something is thrown on the threads that make tables and install them.
@Timeout(120)
final class FlushDeathTest {
    private static final int KEYS = 200;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    private int stores;

    /// A33, A34: an exception or an error of a stream is a failure of that attempt, and passes
    /// through as it is. The memtable is kept and tried again; nobody else notices.
    @Test
    void whatIsThrownWhileATableIsMadeIsAFailureOfThatAttempt() {
        List<Throwable> thrown = List.of(
                new OutOfMemoryError("planted"),
                new InternalError("planted"),
                new StackOverflowError("planted"),
                new IllegalStateException("planted"));
        for (Throwable one : thrown) {
            requireContained(new Planted(name -> name.startsWith("varve-flush"), one), one);
        }
    }

    private void requireContained(Planted planted, Throwable one) {
        Path path = folder.resolve("store" + stores++);
        Seams machine = Seams.ofMachine(options());
        // A table says when it was made: the first thing that a streamer asks for.
        Clock clock = planted.in(Clock.class, machine.clock(), "wallMillis"::equals);
        Seams seams = new Seams(
                machine.disk(), machine.memory(), clock, machine.scheduler(), machine.holder(), machine.random());
        try (Store store = Opening.open(seams, path.toString(), options())) {
            fill(store);
            planted.in(1);
            FlushTicket ticket = store.flush();
            try {
                // It may have been tried again before anybody knew whom the failure concerns.
                ticket.await();
            } catch (FlushFailedException failed) {
                assertSame(one, root(failed));
            }
            assertTrue(planted.isOver());
            assertEquals(StoreState.OPEN, store.stats().state());
            requireFilled(store);
            assertTrue(store.drain(Duration.ofSeconds(60)), "it is tried again");
            assertEquals(1, store.stats().tables().level0());
            requireFilled(store);
        }
        requireReopens(path);
    }

    /// W-A3: what is thrown where tables are installed ends the store. Everybody is told at once,
    /// and the next open has all that was acknowledged.
    @Test
    void whatIsThrownWhereTablesAreInstalledEndsEverybodysWait() {
        for (int call = 1; call <= 12; call++) {
            OutOfMemoryError thrown = new OutOfMemoryError("planted");
            Planted planted = new Planted("varve-install"::equals, thrown);
            Path path = folder.resolve("store" + stores++);
            Seams machine = Seams.ofMachine(options());
            Clock clock = planted.in(Clock.class, machine.clock(), method -> true);
            Seams seams = new Seams(
                    machine.disk(), machine.memory(), clock, machine.scheduler(), machine.holder(), machine.random());
            Store store = Opening.open(seams, path.toString(), options());
            fill(store);
            planted.in(call);
            FlushTicket ticket = store.flush();
            try {
                ticket.await();
            } catch (StoreException told) {
                assertSame(thrown, root(told));
            }
            if (planted.isOver()) {
                assertThrows(StoreFailedException.class, () -> putForEver(store));
                assertEquals(StoreState.FAILED, store.stats().state());
                FlushTicket later = store.flush();
                assertThrows(StoreFailedException.class, later::await);
            }
            requireFilled(store);
            assertTrue(store.close(Duration.ofSeconds(60)));
            StoreStorms.assertNoThreadLeft();
            requireReopens(path);
        }
    }

    /// W-A3, I-20: what is thrown while a thread waits for something to stream takes no thread with it that a flush
    /// would wait for: the store ends, everybody is told, and the next open has all that was acknowledged.
    @Test
    void whatIsThrownWhereStreamersWaitEndsEverybodysWait() {
        OutOfMemoryError thrown = new OutOfMemoryError("planted");
        for (String name : List.of("varve-flush", "varve-merge")) {
            Planted planted = new Planted(thread -> thread.startsWith(name), thrown);
            Path path = folder.resolve("store" + stores++);
            Seams machine = Seams.ofMachine(options());
            Scheduler scheduler = planted.in(Scheduler.class, machine.scheduler(), "await"::equals);
            Seams seams = new Seams(
                    machine.disk(), machine.memory(), machine.clock(), scheduler, machine.holder(), machine.random());
            Store store = Opening.open(seams, path.toString(), options());
            fill(store);
            planted.in(1);
            // Who streams waits again afterwards.
            FlushTicket ticket = store.compact();
            Await.until("the end of " + name, () -> store.stats().state() == StoreState.FAILED);
            assertTrue(planted.isOver());
            try {
                ticket.await();
            } catch (StoreException told) {
                assertSame(thrown, root(told));
            }
            FlushTicket later = store.flush();
            assertThrows(StoreFailedException.class, later::await);
            requireFilled(store);
            assertTrue(store.close(Duration.ofSeconds(60)));
            StoreStorms.assertNoThreadLeft();
            requireReopens(path);
        }
    }

    private static void putForEver(Store store) {
        while (true) {
            store.put("key0".getBytes(UTF_8), value(0));
        }
    }

    private static void requireReopens(Path path) {
        try (Store store = Store.open(path, options())) {
            requireFilled(store);
        }
    }

    private static StoreOptions options() {
        return StoreStorms.small().deadline(Duration.ofHours(1)).build();
    }

    private static void fill(Store store) {
        for (int i = 0; i < KEYS; i++) {
            store.put(("key" + i).getBytes(UTF_8), value(i), Durability.PROCESS);
        }
    }

    private static void requireFilled(Store store) {
        for (int i = 0; i < KEYS; i++) {
            assertArrayEquals(value(i), store.get(("key" + i).getBytes(UTF_8)));
        }
    }

    private static byte[] value(int i) {
        return ("value " + i).getBytes(UTF_8);
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }
}
