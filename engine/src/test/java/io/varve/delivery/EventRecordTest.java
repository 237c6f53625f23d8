package io.varve.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.event.Severity;
import io.varve.event.StoreEvent;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of an event in the flight recorder and in the logger.
final class EventRecordTest {
    private static final StoreEvent STALLED = new StoreEvent.WriteStalled(RejectionCause.FLUSH_BEHIND);

    @TempDir
    Path folder;

    @Test
    void isInTheFlightRecorderWhenThatRuns() throws Exception {
        Path file = folder.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.varve.StoreEvent");
            recording.start();
            tell(false, STALLED);
            recording.stop();
            recording.dump(file);
        }

        RecordedEvent found = RecordingFile.readAllEvents(file).getFirst();

        assertEquals("io.varve.StoreEvent", found.getEventType().getName());
        assertEquals("/data", found.getString("store"));
        assertEquals("WriteStalled", found.getString("kind"));
        assertEquals("WARNING", found.getString("severity"));
        assertEquals("WriteStalled[reason=FLUSH_BEHIND]", found.getString("text"));
    }

    @Test
    void isLoggedOnlyWhereThatWasAskedFor() {
        assertEquals(List.of(), logged(false, STALLED));

        List<LogRecord> records = logged(true, STALLED);

        assertEquals(1, records.size());
        assertEquals(Level.WARNING, records.getFirst().getLevel());
        assertEquals(
                "/data: WriteStalled[reason=FLUSH_BEHIND]", records.getFirst().getMessage());
    }

    @Test
    void isLoggedWithItsFailure() {
        IllegalStateException failure = new IllegalStateException("the first");

        List<LogRecord> records = logged(true, new StoreEvent.StoreFailed("/data", failure));

        assertEquals(Level.SEVERE, records.getFirst().getLevel());
        assertSame(failure, records.getFirst().getThrown());
    }

    @Test
    void hasASeverityOfItsOwn() {
        assertEquals(Severity.DEBUG, new StoreEvent.SegmentRolled(1, 2, 3).severity());
        assertEquals(Severity.INFO, new StoreEvent.StoreClosed("/data", true).severity());
        assertEquals(Severity.WARNING, new StoreEvent.StoreClosed("/data", false).severity());
    }

    @Test
    void thatALoggerChokesOnIsCountedAndToldAllTheSame() {
        List<StoreEvent> told = new ArrayList<>();
        Logger logger = Logger.getLogger(Events.LOGGER);
        Handler broken = new Collector(new ArrayList<>(), true);
        logger.addHandler(broken);
        try {
            Events events = Events.start(Linux.scheduler(Linux.daemonThreads()), "/data", 8, told::add, true);
            events.emit(STALLED);
            assertTrue(events.close(Scheduler.NEVER));

            assertEquals(1, events.listenerFailures());
            assertEquals(List.of(STALLED), told);
        } finally {
            logger.removeHandler(broken);
        }
    }

    private static List<LogRecord> logged(boolean isLogged, StoreEvent event) {
        List<LogRecord> records = new ArrayList<>();
        Logger logger = Logger.getLogger(Events.LOGGER);
        Handler collector = new Collector(records, false);
        logger.setUseParentHandlers(false);
        logger.addHandler(collector);
        try {
            tell(isLogged, event);
        } finally {
            logger.removeHandler(collector);
            logger.setUseParentHandlers(true);
        }
        return records;
    }

    private static void tell(boolean isLogged, StoreEvent event) {
        Events events = Events.start(Linux.scheduler(Linux.daemonThreads()), "/data", 8, null, isLogged);
        events.emit(event);
        assertTrue(events.close(Scheduler.NEVER));
    }

    private static final class Collector extends Handler {
        private final List<LogRecord> records;
        private final boolean isBroken;

        private Collector(List<LogRecord> records, boolean isBroken) {
            this.records = records;
            this.isBroken = isBroken;
        }

        @Override
        public void publish(LogRecord log) {
            if (isBroken) {
                throw new IllegalStateException("a broken handler");
            }
            records.add(log);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
