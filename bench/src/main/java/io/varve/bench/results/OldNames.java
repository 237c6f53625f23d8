package io.varve.bench.results;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What earlier versions wrote, in the names of today. Folders are never edited: this is where they are understood.
///
/// They called the level of what does not write `none`; gets of tables `get-hit-table` when `get-hit`
/// was of a memtable; RocksDB with a filter and a cache `rocksdb` where tables were read, for it had
/// them there only; `overwrite` what is `steady` now.
final class OldNames {
    private static final Map<String, String> STORES =
            Map.of("varve-direct", "varve-tuned", "rocksdb-recycled", "rocksdb-tuned");

    /// Commits of the folders that did not keep the time of day, the oldest first.
    private static final List<String> COMMITS = List.of(
            "d9a16ce", "c62342f", "b0f974d", "6d47dc3", "e7de028", "2d8745a", "cdfec95", "2c4181f", "2c014af",
            "c9d44fe", "6da666a", "0a5b4ac", "e235d7f");

    private OldNames() {}

    /// What stands for the time of day there.
    static String timeOf(String commit) {
        return String.format(Locale.ROOT, "00:%02d", COMMITS.indexOf(commit) + 1);
    }

    static Row today(Row row) {
        boolean isOld = row.durability().equals("none");
        String store = STORES.getOrDefault(row.store(), row.store());
        if (isOld && row.store().equals("rocksdb") && isOfTables(row.workload())) {
            store = "rocksdb-tuned";
        }
        return row.named(workload(row, isOld), store, row.durability().toUpperCase(Locale.ROOT));
    }

    private static String workload(Row row, boolean isOld) {
        return switch (row.workload()) {
            case "get-hit" -> isOld ? "get-hit-memtable" : "get-hit";
            case "get-hit-table" -> "get-hit";
            case "get-miss-table" -> "get-miss";
            case "mixed-50-50" -> row.threads() == 2 ? "mixed-50-50" : "mixed-memtable";
            case "overwrite" -> row.more().containsKey("spaceEnd") ? "steady" : "overwrite";
            default -> row.workload();
        };
    }

    private static boolean isOfTables(String workload) {
        return !workload.equals("get-hit");
    }
}
