package io.varve.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreEvent;
import io.varve.event.StoreEvent.EventsLost;
import io.varve.event.StoreEvent.SegmentRolled;
import io.varve.event.StoreListener;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Await;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How events get to a listener that is quick, slow, broken, or closes the store (catalogue 88 and 89).
final class EventsTest {
    private static final int CAPACITY = 8;
    private static final StoreEvent EVENT = rolled(1);

    private final Scheduler scheduler = Linux.scheduler(Linux.daemonThreads());
    private final Queue<StoreEvent> told = new ConcurrentLinkedQueue<>();
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private @Nullable Events events;

    @AfterEach
    void end() {
        mayReturn.countDown();
        if (events != null) {
            assertTrue(events.close(Scheduler.NEVER));
        }
    }

    @Test
    void tellInOrder() {
        Events events = start(told::add);

        for (int i = 0; i < 1000; i++) {
            int next = i;
            events.emit(rolled(next));
            Await.until("a place in the queue", () -> told.size() > next + 1 - CAPACITY);
        }

        assertTrue(events.close(Scheduler.NEVER));
        assertEquals(1000, told.size());
        long number = 0;
        for (StoreEvent event : told) {
            assertEquals(rolled(number++), event);
        }
        assertEquals(0, events.lost());
    }

    @Test
    void tellEachThreadsEventsInTheirOrder() throws Exception {
        Events events = start(told::add, 1 << 14);
        List<Thread> emitters = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            int from = thread;
            emitters.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2000; i++) {
                    events.emit(new SegmentRolled(from, i, 0));
                }
            }));
        }
        for (Thread emitter : emitters) {
            emitter.join();
        }

        assertTrue(events.close(Scheduler.NEVER));

        long[] next = new long[3];
        for (StoreEvent event : told) {
            SegmentRolled rolled = (SegmentRolled) event;
            assertEquals(next[(int) rolled.from()]++, rolled.to());
        }
        assertEquals(6000, told.size());
    }

    @Test
    void dropCountAndReportWhatASlowListenerHasNoPlaceFor() {
        Events events = start(this::block);
        events.emit(EVENT);
        Await.until("the listener is busy", () -> told.size() == 1);

        for (int i = 0; i < CAPACITY + 5; i++) {
            events.emit(EVENT);
        }
        assertEquals(5, events.lost());
        mayReturn.countDown();
        assertTrue(events.close(Scheduler.NEVER));

        assertEquals(List.of(new EventsLost(5)), lossesTold());
        assertEquals(1 + CAPACITY + 1, told.size());
    }

    @Test
    void outliveAListenerThatThrows() {
        Events events = start(event -> {
            told.add(event);
            throw new StackOverflowError("mine");
        });

        events.emit(EVENT);
        events.emit(EVENT);
        assertTrue(events.close(Scheduler.NEVER));

        assertEquals(List.of(EVENT, EVENT), List.copyOf(told));
        assertEquals(2, events.listenerFailures());
        assertEquals(2, events.told());
    }

    @Test
    void canBeClosedInsideACallback() {
        AtomicReference<Boolean> answer = new AtomicReference<>();
        AtomicReference<Events> self = new AtomicReference<>();
        Events events = start(event -> {
            told.add(event);
            if (self.get().isTelling() && told.size() == 1) {
                answer.set(self.get().close(Scheduler.NEVER));
            }
        });
        self.set(events);
        assertFalse(events.isTelling());

        events.emit(rolled(1));
        events.emit(rolled(2));

        Await.until("closed", () -> answer.get() != null);
        assertTrue(answer.get());
        assertTrue(events.close(Scheduler.NEVER), "a second close waits for the end");
        assertTrue(told.size() + events.lost() == 2, told + ", lost " + events.lost());
    }

    @Test
    void doNotWaitForAListenerLongerThanAllowed() {
        Events events = start(this::block);
        events.emit(EVENT);
        Await.until("the listener is busy", () -> told.size() == 1);

        assertFalse(events.close(Linux.clock().nanoTime() + 1_000_000));

        mayReturn.countDown();
        assertTrue(events.close(Scheduler.NEVER), "it ends when the listener returns");
    }

    @Test
    void countWhatComesAfterTheEnd() {
        Events events = start(told::add);
        assertTrue(events.close(Scheduler.NEVER));

        events.emit(EVENT);

        assertEquals(1, events.lost());
        assertEquals(0, told.size());
    }

    @Test
    void needNobodyToListen() {
        Events events = Events.start(scheduler, "/data", CAPACITY, null, false);

        events.emit(EVENT);

        assertTrue(events.close(Scheduler.NEVER));
        assertEquals(1, events.told());
    }

    @Test
    void allocateNothingWhenEmittedNeitherWithNorWithoutAPlace() {
        Events events = start(this::block);
        events.emit(EVENT);
        Await.until("the listener is busy", () -> told.size() == 1);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 1;

        for (int round = 0; round < 1000 && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                events.emit(EVENT);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertEquals(0, allocated);
    }

    private Events start(StoreListener listener) {
        return start(listener, CAPACITY);
    }

    private Events start(StoreListener listener, int capacity) {
        Events started = Events.start(scheduler, "/data", capacity, listener, false);
        events = started;
        return started;
    }

    private void block(StoreEvent event) {
        told.add(event);
        try {
            mayReturn.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private List<StoreEvent> lossesTold() {
        return told.stream().filter(EventsLost.class::isInstance).toList();
    }

    private static StoreEvent rolled(long number) {
        return new SegmentRolled(number, number + 1, 4096);
    }
}
