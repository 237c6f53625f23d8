package io.varve.whole;

import io.varve.format.Extent;
import io.varve.memory.KeyInterval;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Source;
import io.varve.view.Level0Table;
import io.varve.view.View;

/// About how much a range of keys has in all that a view refers to, without a look at any block.
public final class Measure {
    private Measure() {}

    /// Adds up what each memtable and each table says.
    ///
    /// **Requires:** the view is pinned.
    public static Extent of(View view, KeyInterval range) {
        Extent sum = view.active().measure(range);
        for (int i = 0; i < view.level0Count(); i++) {
            Level0Source source = view.level0(i);
            sum = sum.plus(
                    switch (source) {
                        case FrozenMemTable frozen -> frozen.table().measure(range);
                        case Level0Table table -> table.table().measure(range);
                    });
        }
        for (int i = 0; i < view.runCount(); i++) {
            for (int table = 0; table < view.run(i).count(); table++) {
                sum = sum.plus(view.run(i).table(table).measure(range));
            }
        }
        return sum;
    }
}
