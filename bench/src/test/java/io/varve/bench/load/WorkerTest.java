package io.varve.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.bench.stores.Keys;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Session;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WorkerTest {
    private static final long LATER = 3_600_000_000_000L;

    private final Load load =
            new Load("some", "does nothing", Load.Kind.MIX, Level.NONE, Keys.ANY, 8, 1, 0, (session, dice) -> {});

    /// What a process reads and writes is counted from the begin of warming up on, and so must turns be that it is
    /// divided by.
    @Test
    void turnsOfWarmingUpAreTakenAndNotMeasured() {
        long now = System.nanoTime();
        Worker warming = worker(now + LATER, now + 2 * LATER);
        assertEquals(0, warming.turns());
        assertEquals(10, warming.taken());

        Worker measured = worker(now - LATER, now + LATER);
        assertEquals(10, measured.turns());
        assertEquals(10, measured.taken());
    }

    private Worker worker(long measured, long end) {
        Session none = (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (self, method, given) -> null);
        return new Worker(load, new Dice(Dice.Shared.of(1, 0, 1), 1), new AtomicLong(10), measured, end).run(none);
    }
}
