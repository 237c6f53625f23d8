package io.varve.bench.table;

/// The ways to write a table that we compare.
enum Way {
    BUILD_ONLY(Kind.NOTHING, 1 << 20),
    MAPPED_256K(Kind.MAPPED, 256 << 10),
    MAPPED_1M(Kind.MAPPED, 1 << 20),
    MAPPED_2M(Kind.MAPPED, 2 << 20),
    MAPPED_LARGE_256K(Kind.MAPPED_LARGE, 256 << 10),
    MAPPED_LARGE_1M(Kind.MAPPED_LARGE, 1 << 20),
    BUFFERED_64K(Kind.BUFFERED, 64 << 10),
    BUFFERED_256K(Kind.BUFFERED, 256 << 10),
    BUFFERED_1M(Kind.BUFFERED, 1 << 20),
    DIRECT_256K(Kind.DIRECT, 256 << 10),
    DIRECT_1M(Kind.DIRECT, 1 << 20);

    /// The largest piece of all ways.
    static final int LARGEST_PIECE = 2 << 20;

    private final Kind kind;
    private final int piece;

    /// How the bytes reach the file.
    enum Kind {
        /// Not at all: what building the blocks costs, to be taken off the others.
        NOTHING("blocks built, nothing written"),
        /// By stores to windows of a mapping, each populated first.
        MAPPED("mapped, windows of"),
        /// The same, of a mapping for which the kernel may take large pages.
        MAPPED_LARGE("mapped in large pages, windows of"),
        /// By writes into the page cache.
        BUFFERED("pwrite, buffered, chunks of"),
        /// By writes around it.
        DIRECT("pwrite, O_DIRECT, chunks of");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    Way(Kind kind, int piece) {
        this.kind = kind;
        this.piece = piece;
    }

    Kind kind() {
        return kind;
    }

    int piece() {
        return piece;
    }

    String words() {
        return kind == Kind.NOTHING ? kind.words : kind.words + " " + (piece >> 10) + " KiB";
    }
}
