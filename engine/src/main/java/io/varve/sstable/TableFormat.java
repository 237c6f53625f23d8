package io.varve.sstable;

/// Layout of a table. All integers are little-endian but the prefixes, which are big-endian so that they order
/// as their keys do. All parts begin at multiples of 8 and follow each other without a gap; what pads them is
/// zeros and belongs to them.
///
/// | offset | size | part         | meaning                                                              |
/// |-------:|-----:|--------------|----------------------------------------------------------------------|
/// |      0 |   64 | header       | whose table this is, durable before anything else is                 |
/// |     64 |      | blocks       | the entries, sorted: keys ascending, of one key the newest first     |
/// |      … |      | index        | where the blocks are, where they begin, and their checksums          |
/// |      … |      | filter       | which keys are not here                                              |
/// |      … |      | properties   | what the summary says                                                |
/// |      … |  128 | footer       | where index, filter and properties are, and their checksums          |
///
/// **Header**
///
/// | offset | size | field        | meaning                                                              |
/// |-------:|-----:|--------------|----------------------------------------------------------------------|
/// |      0 |    8 | `magic`      | `varvesst`                                                           |
/// |      8 |    4 | `checksum`   | CRC32C of offsets 12 … 63                                            |
/// |     12 |    4 | `version`    | 3                                                                    |
/// |     16 |   16 | `store`      | [io.varve.format.StoreId]                                            |
/// |     32 |    8 | `number`     | of the table, as in its name; never used twice                       |
/// |     40 |    8 | `engineTime` | when it was written, milliseconds since 1970 (D-21)                  |
/// |     48 |   16 | reserved     | 0                                                                    |
///
/// **Block** of n entries; n and `skip` stand in the index
///
/// | offset | size | field        | meaning                                                              |
/// |-------:|-----:|--------------|----------------------------------------------------------------------|
/// |      0 |   8n | `prefixes`   | of each key 8 bytes behind the first `skip`, zeros where it ends     |
/// |     8n |   2n | `offsets`    | of each entry, from the start of the block                           |
/// |    10n |      | entries      | one behind the other: see [EntryFormat]                              |
/// |      … | 0..7 | padding      | zeros, up to the next multiple of 8                                  |
///
/// **Index** of n blocks. A block's *fence* is the shortest that is larger than all keys of the block before,
/// and not larger than its own first key; that of the first block is empty.
///
/// | offset | size | field        | meaning                                                              |
/// |-------:|-----:|--------------|----------------------------------------------------------------------|
/// |      0 |    4 | `count`      | n                                                                    |
/// |      4 |    4 | `skip`       | bytes that all fences but the first share, and `prefixes` leave out  |
/// |      8 |   8n | `prefixes`   | of the fences, as in a block; 0 for the first                        |
/// | 8 + 8n |  32n | places       | see below                                                            |
/// |8 + 40n |   4n | `ends`       | where each fence ends in `fences`; it begins where the one before does |
/// |8 + 44n |      | `fences`     | their bytes, and 8 zeros or more behind the last                     |
///
/// **Place** of a block
///
/// | offset | size | field        | meaning                                                              |
/// |-------:|-----:|--------------|----------------------------------------------------------------------|
/// |      0 |    8 | `offset`     | of the block in the file                                             |
/// |      8 |    4 | `length`     | of the block, as it is stored                                        |
/// |     12 |    4 | `checksum`   | of the block, as it is stored                                        |
/// |     16 |    4 | `entries`    | how many there are                                                   |
/// |     20 |    2 | `skip`       | bytes that all keys of the block share, and its `prefixes` leave out |
/// |     22 |    2 | `flags`      | bit 0: some key is that of the entry before it, be that in the block |
/// |        |      |              | before; bit 1: so is the first key of the block; bits 2 and 3: what  |
/// |        |      |              | it is packed with, 0 nothing, 1 LZ4, 2 Zstandard                     |
/// |     24 |    8 | `sequence`   | 2^63 - 1; but with bit 1, where the fence is the first key, that of  |
/// |        |      |              | the first entry                                                      |
///
/// **Packed block**: one that is compressed is stored as this, and the block comes out of it. One that saves
/// less than an eighth by it is stored as it is.
///
/// | offset | size | field        | meaning                                                              |
/// |-------:|-----:|--------------|----------------------------------------------------------------------|
/// |      0 |    4 | `rawLength`  | bytes of the block; a multiple of 8, at most 131 072                 |
/// |      4 |    4 | `length`     | bytes of the payload                                                 |
/// |      8 |      | payload      | an LZ4 block, or a Zstandard frame                                   |
/// |      … | 0..7 | padding      | zeros, up to the next multiple of 8; all of it at most 65 536 bytes  |
///
/// **Filter:** lines of 64 bytes. A key has `filterProbes` bits in one of them: see [Filter]. Or [Signposts],
/// and behind them `bitLines` of such bits: see [KeyFilter].
///
/// **Properties**
///
/// | offset | size | field        |    | offset | size | field            |
/// |-------:|-----:|--------------|----|-------:|-----:|------------------|
/// |      0 |    8 | `entries`    |    |     56 |    8 | `lastExpiry`     |
/// |      8 |    8 | `tombstones` |    |     64 |    8 | `engineTime`     |
/// |     16 |    8 | `rawBytes`   |    |     72 |    8 | `keys`           |
/// |     24 |    8 | `firstSequence` | |     80 |    4 | `blockBytes`     |
/// |     32 |    8 | `lastSequence`  | |     84 |    4 | `bitsPerKey`     |
/// |     40 |    8 | `firstExpiry`   | |     88 |    4 | `smallestLength` |
/// |     48 |    8 | `thirdExpiry`   | |     92 |    4 | `largestLength`  |
/// |        |      |                 | |     96 |      | `smallest`, `largest`, padding |
///
/// **Footer**
///
/// | offset | size | field        | meaning                                                              |
/// |-------:|-----:|--------------|----------------------------------------------------------------------|
/// |      0 |   16 | `index`      | offset and length (8 and 8)                                          |
/// |     16 |   16 | `filter`     | offset and length; length 0 when there is none                       |
/// |     32 |   16 | `properties` | offset and length                                                    |
/// |     48 |   12 | `checksums`  | of index, filter and properties (4 each)                             |
/// |     60 |    4 | `filterProbes` | bits per key in the filter                                         |
/// |     64 |   16 | `store`      | as in the header                                                     |
/// |     80 |    8 | `number`     | as in the header                                                     |
/// |     88 |    8 | `size`       | bytes of the file                                                    |
/// |     96 |    4 | `header`     | `checksum` of the header                                             |
/// |    100 |    1 | `signposts`  | 1 when there are signposts                                           |
/// |    101 |    1 | `blockBits`  | of the target of a signpost                                          |
/// |    102 |    1 | `lineBits`   | of the target of a signpost                                          |
/// |    103 |    1 | reserved     | 0                                                                    |
/// |    104 |    4 | `bitLines`   | lines of bits behind signposts; 0 where there are none, or no signposts |
/// |    108 |    4 | reserved     | 0                                                                    |
/// |    112 |    4 | `version`    | 3                                                                    |
/// |    116 |    4 | `checksum`   | of offsets 0 … 115                                                   |
/// |    120 |    8 | `magic`      | `varveend`                                                           |
///
/// All checksums but that of the header begin with an identity: see [Identity].
final class TableFormat {
    static final int VERSION = 3;

    static final int HEADER_SIZE = 64;
    static final long HEADER_MAGIC = 0x7473_7365_7672_6176L;
    static final int MAGIC_OFFSET = 0;
    static final int CHECKSUM_OFFSET = 8;
    static final int VERSION_OFFSET = 12;
    static final int STORE_OFFSET = 16;
    static final int NUMBER_OFFSET = 32;
    static final int ENGINE_TIME_OFFSET = 40;

    static final int INDEX_COUNT_OFFSET = 0;
    static final int INDEX_SKIP_OFFSET = 4;
    static final int INDEX_PREFIXES_OFFSET = 8;

    static final int PLACE_SIZE = 32;
    static final int PLACE_OFFSET_OFFSET = 0;
    static final int PLACE_LENGTH_OFFSET = 8;
    static final int PLACE_CHECKSUM_OFFSET = 12;
    static final int PLACE_ENTRIES_OFFSET = 16;
    static final int PLACE_SKIP_OFFSET = 20;
    static final int PLACE_FLAGS_OFFSET = 22;
    static final int PLACE_SEQUENCE_OFFSET = 24;

    /// Flag: some key of the block is that of the entry before it.
    static final int HAS_VERSIONS = 1;

    /// Flag: the first key is that of the last entry of the block before.
    static final int CONTINUES = 2;

    /// Where the number of a codec stands in the flags, and how large it is.
    static final int CODEC_SHIFT = 2;

    static final int CODEC_MASK = 3;

    static final int PACKED_RAW_LENGTH_OFFSET = 0;
    static final int PACKED_LENGTH_OFFSET = 4;
    static final int PACKED_PAYLOAD_OFFSET = 8;

    /// The largest block of more than one entry: their offsets have 2 bytes.
    static final int MAX_SHARED = 64 * 1024;

    /// The largest block that is packed: one that is filled as far as can be has 64 KiB, and one with a single
    /// large entry little more.
    static final int MAX_PACKED_RAW = 128 * 1024;

    /// The largest block as it is packed: what is copied out of a mapping at once.
    static final int MAX_PACKED_STORED = 64 * 1024;

    /// Of a fence that is below all entries of its block, whatever their sequence is.
    static final long BEFORE_ALL = Long.MAX_VALUE;

    static final int FOOTER_SIZE = 128;
    static final long FOOTER_MAGIC = 0x646e_6565_7672_6176L;

    private TableFormat() {}

    static long align(long size) {
        return (size + 7) & -8;
    }

    /// Where the offset of an entry stands in a block.
    static long offsetOf(int count, int place) {
        return Long.BYTES * (long) count + Short.BYTES * (long) place;
    }

    /// Where the entries of a block begin in it.
    static int entriesOffset(int count) {
        return (int) offsetOf(count, count);
    }

    /// Bytes of a block, at least.
    static long leastBlock(int count) {
        return align(entriesOffset(count) + (long) EntryFormat.MIN_SIZE * count);
    }

    static long placesOffset(int count) {
        return INDEX_PREFIXES_OFFSET + 8L * count;
    }

    static long endsOffset(int count) {
        return placesOffset(count) + (long) PLACE_SIZE * count;
    }

    static long fencesOffset(int count) {
        return endsOffset(count) + 4L * count;
    }
}
