package io.varve.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

final class MeasureTest {
    private static final long MIB = 1 << 20;

    @Test
    void whatGrowsIsToldWithItsSeries() {
        List<Footprint> series = series(i -> (100L + 4L * i) * MIB);
        GrowthException grown = assertThrows(GrowthException.class, () -> Measure.TABLES.requireFlat(series));
        assertEquals(60, grown.series().length);
        assertTrue(String.valueOf(grown.getMessage()).startsWith("tables has grown from "), grown.getMessage());
        assertThrows(GrowthException.class, () -> Measure.FILES.requireFlat(series));
    }

    @Test
    void whatGoesUpAndDownOrUpAtFirstIsFlat() {
        Measure.TABLES.requireFlat(series(i -> (100L + 60L * (i % 3)) * MIB));
        Measure.TABLES.requireFlat(series(i -> Math.min(i, 15) * 10L * MIB));
        Measure.TABLES.requireFlat(series(i -> i == 55 ? 500 * MIB : 100 * MIB));
        Measure.TABLES.requireFlat(series(i -> 0));
    }

    @Test
    void aSeriesOfOneIsFlat() {
        Measure.HEAP.requireFlat(List.of(new Footprint(1, 1, 1, 1, 1, 1, 1)));
    }

    private static List<Footprint> series(IntToLongFunction value) {
        List<Footprint> series = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long now = value.applyAsLong(i);
            series.add(new Footprint(now, now, now, now, now, now, now));
        }
        return series;
    }
}
