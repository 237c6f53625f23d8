package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the flight recorder has of a store at work.
final class StoreRecordingTest {
    private static final List<String> KINDS = List.of(
            "io.varve.GroupCommit",
            "io.varve.Sync",
            "io.varve.Flush",
            "io.varve.Compaction",
            "io.varve.Stall",
            "io.varve.SlowRead");

    @TempDir
    Path directory;

    @Test
    void whatTakesTimeIsRecordedWithWhatItWas() throws Exception {
        Path path = directory.resolve("store");
        Map<String, List<RecordedEvent>> recorded;
        long stalls;
        try (Recording recording = new Recording()) {
            KINDS.forEach(kind -> recording.enable(kind).withThreshold(Duration.ZERO));
            recording.start();
            stalls = work(path);
            recording.stop();
            recorded = events(recording);
        }

        assertEquals(
                KINDS.stream().sorted().toList(),
                recorded.keySet().stream().sorted().toList());
        recorded.values()
                .forEach(kind -> kind.forEach(event -> {
                    assertEquals(path.toString(), event.getString("store"));
                    assertFalse(event.getDuration().isNegative());
                }));
        RecordedEvent commit = of(recorded, "io.varve.GroupCommit").getFirst();
        assertEquals(1, commit.getInt("writes"));
        assertEquals(2, commit.getInt("operations"));
        assertTrue(commit.getBoolean("isSynced"));
        RecordedEvent sync = of(recorded, "io.varve.Sync").getFirst();
        assertTrue(sync.getDuration().compareTo(commit.getDuration()) < 0, sync + " within " + commit);
        RecordedEvent flush = of(recorded, "io.varve.Flush").getFirst();
        assertTrue(flush.getLong("tableBytes") > 0);
        RecordedEvent merge = of(recorded, "io.varve.Compaction").getLast();
        assertTrue(merge.getInt("inputs") >= 1);
        assertTrue(merge.getLong("outputBytes") > 0);
        assertEquals(stalls, of(recorded, "io.varve.Stall").size());
        assertEquals(3, of(recorded, "io.varve.SlowRead").getFirst().getInt("keyLength"));
    }

    /// A host may record always, with settings that know nothing of us.
    @Test
    void byDefaultNoReadIsTimedAndShortThingsAreLeftOut() throws Exception {
        work(directory.resolve("store")); // makes the kinds known

        for (EventType kind : FlightRecorder.getFlightRecorder().getEventTypes()) {
            String enabled = defaultOf(kind, "enabled");
            switch (kind.getName()) {
                case "io.varve.SlowRead" -> assertEquals("false", enabled);
                case "io.varve.GroupCommit", "io.varve.Sync" -> {
                    assertEquals("true", enabled);
                    assertEquals("10 ms", defaultOf(kind, "threshold"));
                }
                default -> assertTrue(!KINDS.contains(kind.getName()) || enabled.equals("true"), kind.getName());
            }
        }
    }

    /// @return how often writes were stalled
    private static long work(Path path) {
        StoreOptions tiny = StoreOptions.builder()
                .memtableBytes(16 << 10)
                .frozenMemtables(1)
                .logSegmentBytes(16 << 10)
                .logBufferBytes(8 << 10)
                .preparedSegments(1)
                .durability(Durability.PROCESS)
                .build();
        try (Store store = Store.open(path, tiny)) {
            try (WriteBatch batch = store.batch()) {
                store.write(batch.put(bytes("key"), bytes("value")).delete(bytes("other")), Durability.SYNC);
            }
            store.get(bytes("key"));
            // Faster than memtables of this size can be flushed.
            for (int i = 0; i < 200_000 && store.stats().writes().stalls().isEmpty(); i++) {
                store.put(bytes("key-" + i), new byte[1000]);
            }
            store.compact().await();
            return store.stats().writes().stalls().values().stream()
                    .mapToLong(StoreStats.Stall::count)
                    .sum();
        }
    }

    private Map<String, List<RecordedEvent>> events(Recording recording) throws Exception {
        Path file = directory.resolve("recorded.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> KINDS.contains(event.getEventType().getName()))
                .collect(Collectors.groupingBy(event -> event.getEventType().getName()));
    }

    private static List<RecordedEvent> of(Map<String, List<RecordedEvent>> recorded, String kind) {
        return recorded.getOrDefault(kind, List.of());
    }

    private static String defaultOf(EventType kind, String setting) {
        return kind.getSettingDescriptors().stream()
                .filter(one -> one.getName().equals(setting))
                .findFirst()
                .orElseThrow()
                .getDefaultValue();
    }
}
