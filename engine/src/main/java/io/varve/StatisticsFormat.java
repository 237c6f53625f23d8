package io.varve;

/// Layout of the file `STATISTICS`: one page, written again and again in place, with what a store says of itself
/// ([StoreStats]). docs/formats.md has the table.
///
/// Nothing in the engine reads it, it is never synced, and no checkpoint has it.
final class StatisticsFormat {
    static final String NAME = "STATISTICS";

    /// `VARVSTAT`, read as a little-endian number.
    static final long MAGIC = 0x5441545356524156L;

    static final int VERSION = 4;

    /// Room for 31 levels, 16 purposes of memory and 16 causes; two thirds of it are not used yet.
    static final int PAGE_SIZE = 8192;

    static final int VERSION_OFFSET = 8;

    /// CRC32C of all behind it.
    static final int CHECKSUM_OFFSET = 12;

    static final int STORE_OFFSET = 16;
    static final int PID_OFFSET = 32;
    static final int EPOCH_OFFSET = 40;
    static final int OPENED_OFFSET = 48;
    static final int WRITTEN_OFFSET = 56;
    static final int SERIAL_OFFSET = 64;
    static final int INTERVAL_OFFSET = 72;

    /// The statistics, number after number of 8 bytes.
    static final int BODY_OFFSET = 80;

    /// Bytes of the name of a purpose of memory, in ASCII, filled up with zeros.
    static final int PURPOSE_SIZE = 24;

    /// More purposes than this are left out.
    static final int MAX_PURPOSES = 32;

    /// More levels than this there cannot be.
    static final int MAX_LEVELS = 32;

    private StatisticsFormat() {}
}
