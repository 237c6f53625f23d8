package io.varve.bench.table;

/// The ways to find a key in a table that we compare.
public enum GetWay {
    BINARY_LINEAR(Index.BINARY, true),
    BINARY_HALVED(Index.BINARY, false),
    EYTZINGER_LINEAR(Index.EYTZINGER, true),
    EYTZINGER_HALVED(Index.EYTZINGER, false),
    SAMPLED_LINEAR(Index.SAMPLED, true),
    SAMPLED_HALVED(Index.SAMPLED, false);

    private final Index index;
    private final boolean isLinear;

    /// How a block is found.
    enum Index {
        /// Halving a sorted array.
        BINARY("sorted array, halved"),
        /// In an array that is laid out in the order of the search.
        EYTZINGER("Eytzinger array"),
        /// In nodes of 16, each level a sample of the one below.
        SAMPLED("nodes of 16 sampled from a sorted array");

        private final String words;

        Index(String words) {
            this.words = words;
        }
    }

    GetWay(Index index, boolean isLinear) {
        this.index = index;
        this.isLinear = isLinear;
    }

    Index index() {
        return index;
    }

    /// Whether all prefixes of a block are looked at, without a branch on what is found.
    boolean isLinear() {
        return isLinear;
    }

    String words() {
        return index.words + "; in the block, " + (isLinear ? "all prefixes counted" : "prefixes halved");
    }
}
