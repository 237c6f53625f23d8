package io.varve.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The model of costs, held against trees: the same keys overwritten for long.
final class CostsTest {
    private static final int PER_FLUSH = 20;
    private static final long FLUSH = (long) PER_FLUSH * TreeModel.ENTRY;

    @ParameterizedTest
    @CsvSource({
        "15, 2, 4",
        "15, 4, 4",
        "15, 8, 4",
        "15, 12, 4",
        "31, 8, 1",
        "31, 8, 4",
        "60, 2, 4",
        "60, 8, 1",
        "60, 8, 2",
        "60, 8, 4",
        "60, 8, 8",
        "60, 12, 4",
        "200, 4, 4",
        "200, 8, 1",
        "200, 8, 2",
        "200, 8, 4",
        "200, 8, 8"
    })
    void whatIsRewrittenAndLookedIntoIsAboutWhatATreeRewritesAndHas(int flushes, int level0, int others) {
        CompactionConfig config = new CompactionConfig(true, 4, 8, 8, FLUSH, 1000 * FLUSH, 100_000 * FLUSH, 50)
                .with(RunLimits.of(level0, others));
        TreeModel tree = new TreeModel(config);
        Picker picker = new Picker(config);
        SplittableRandom random = new SplittableRandom(1);
        int warm = 2 * flushes + 16;
        int all = 8 * flushes + 80;
        long before = 0;
        long runs = 0;
        for (int i = 0; i < all; i++) {
            Map<Integer, Integer> writes = new TreeMap<>();
            while (writes.size() < PER_FLUSH) {
                writes.put(i < flushes ? i * PER_FLUSH + writes.size() : random.nextInt(flushes * PER_FLUSH), i);
            }
            tree.flush(writes);
            for (Pick pick = picker.next(tree.shape()); pick != null; pick = picker.next(tree.shape())) {
                tree.begin(pick);
                tree.end(pick);
            }
            before = i == warm ? tree.rewritten : before;
            runs += i > warm ? tree.runs().size() : 0;
        }
        double rewritten = (double) (tree.rewritten - before) / ((all - warm) * FLUSH);
        double meanRuns = (double) runs / (all - warm - 1);
        Costs costs = new Costs(config);
        Shape shape = tree.shape();
        double modelled = costs.perSecond(config.limits(), new Rates(1, 0, 0, 0), shape) / Costs.MERGED_BYTE;
        // The bottom is a run that no limit changes.
        double looks = 1 + costs.perSecond(config.limits(), new Rates(0, 1, 0, 0), shape) / Costs.LOOKUP;
        assertEquals(1, modelled / rewritten, 0.4, () -> "rewritten " + rewritten + ", by the model " + modelled);
        assertEquals(1, looks / meanRuns, 0.45, () -> "runs " + meanRuns + ", by the model " + looks);
    }
}
