package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.StoreFailedException;
import io.varve.event.StoreState;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Memory;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rows 77, 78, 86; P21: something is thrown on a thread of the store where nothing should be. Everybody is
/// told at once, nobody waits for a thread that is gone, and what was acknowledged is there afterwards.
@Timeout(120)
final class StoreDeathTest {
    /// Longer than the test may take: who waits for a deadline waits too long.
    private static final Duration LONG = Duration.ofHours(1);

    private static final int WRITERS = 16;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private final Error planted = new OutOfMemoryError("planted");
    private final AtomicInteger fuse = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicBoolean isTellingRefused = new AtomicBoolean();

    @Test
    void theWriterThrows() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            fuse.set(Integer.MAX_VALUE);
            Seams machine = Seams.ofMachine(options());
            Clock clock = planted(Clock.class, machine.clock(), "varve-writer");
            Store store = Opening.open(
                    new Seams(
                            machine.disk(),
                            machine.memory(),
                            clock,
                            machine.scheduler(),
                            machine.holder(),
                            machine.random()),
                    directory.resolve("store" + round).toString(),
                    options());
            store.put(new byte[1], new byte[1], Durability.PROCESS);
            fuse.set(1 + round * 7);
            assertEverybodyIsTold(store);
            verify(directory.resolve("store" + round));
        }
    }

    @Test
    void thePreparerThrows() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            fuse.set(Integer.MAX_VALUE);
            Seams machine = Seams.ofMachine(options());
            Memory memory = planted(Memory.class, machine.memory(), "varve-preparer");
            Store store = Opening.open(
                    new Seams(
                            machine.disk(),
                            memory,
                            machine.clock(),
                            machine.scheduler(),
                            machine.holder(),
                            machine.random()),
                    directory.resolve("store" + round).toString(),
                    options());
            store.put(new byte[1], new byte[1], Durability.PROCESS);
            fuse.set(1 + round);
            assertEverybodyIsTold(store);
            verify(directory.resolve("store" + round));
        }
    }

    /// To tell of a failure may fail as well, for the same want of memory.
    @Test
    @Timeout(60)
    void theWriterThrowsAndThrowsAgainWhenItTells() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            fuse.set(Integer.MAX_VALUE);
            isTellingRefused.set(true);
            Seams machine = Seams.ofMachine(options());
            Clock clock = planted(Clock.class, machine.clock(), "varve-writer");
            Scheduler scheduler = mute(machine.scheduler());
            Store store = Opening.open(
                    new Seams(machine.disk(), machine.memory(), clock, scheduler, machine.holder(), machine.random()),
                    directory.resolve("store" + round).toString(),
                    options());
            store.put(new byte[1], new byte[1], Durability.PROCESS);
            fuse.set(1 + round * 7);
            assertEverybodyIsTold(store);
            assertFalse(isTellingRefused.get(), "it was refused");
            verify(directory.resolve("store" + round));
        }
    }

    private final Map<String, byte[]> acked = new ConcurrentHashMap<>();

    private void assertEverybodyIsTold(Store store) throws InterruptedException {
        acked.clear();
        Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int number = i;
            writers.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    write(store, number);
                } catch (OutcomeUnknownException | StoreFailedException told) {
                    // as owed
                } catch (Throwable thrown) {
                    wrong.add(thrown);
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertEquals(List.of(), List.copyOf(wrong));
        StoreFailedException refused =
                assertThrows(StoreFailedException.class, () -> store.put(new byte[1], new byte[1]));
        assertSame(planted, root(refused));
        assertThrows(StoreFailedException.class, store::sync);
        assertEquals(StoreState.FAILED, store.stats().state());
        acked.forEach((key, value) -> assertArrayEquals(value, store.get(key.getBytes(UTF_8)), "still readable"));
        assertTrue(store.close(Duration.ofSeconds(60)));
        StoreStorms.assertNoThreadLeft();
    }

    private void write(Store store, int number) {
        for (int n = 0; ; n++) {
            String key = number + "/" + n % 20;
            byte[] value = (n + " ".repeat(300)).getBytes(UTF_8);
            acked.remove(key);
            store.put(key.getBytes(UTF_8), value, n % 5 == 0 ? Durability.SYNC : Durability.PROCESS);
            acked.put(key, value);
        }
    }

    private void verify(Path path) {
        try (Store store = Store.open(path, options())) {
            acked.forEach((key, value) -> assertArrayEquals(value, store.get(key.getBytes(UTF_8)), key));
        }
    }

    private static StoreOptions options() {
        return StoreStorms.small().deadline(LONG).build();
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }

    /// Once the fuse has gone off, something is thrown where the writer wakes a thread of the store's, once.
    private Scheduler mute(Scheduler real) {
        Object proxy = Proxy.newProxyInstance(
                Scheduler.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (self, method, arguments) -> {
                    Object result = invoke(real, method, arguments);
                    if (method.getName().equals("unpark")
                            && fuse.get() <= 0
                            && Thread.currentThread().getName().equals("varve-writer")
                            && String.valueOf(arguments[0]).contains("varve-")
                            && isTellingRefused.compareAndSet(true, false)) {
                        throw planted;
                    }
                    return result;
                });
        return (Scheduler) proxy;
    }

    private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /// A seam that throws when one thread has called it often enough.
    private <T> T planted(Class<T> seam, T real, String thread) {
        Object proxy =
                Proxy.newProxyInstance(seam.getClassLoader(), new Class<?>[] {seam}, (self, method, arguments) -> {
                    if (Thread.currentThread().getName().equals(thread)
                            && fuse.get() != Integer.MAX_VALUE
                            && fuse.decrementAndGet() == 0) {
                        throw planted;
                    }
                    return invoke(real, method, arguments);
                });
        return seam.cast(proxy);
    }
}
