package io.varve.bench.table;

import io.varve.bench.probe.ProbeException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The least that a sorted table can be: keys of 16 bytes, values of 100, in blocks of a page, mapped; with a
/// filter and an index of 8 bytes per block in private memory. No versions, no checksums, no ties, no checks.
///
/// | offset in a block | size | field |
/// |---|---|---|
/// | 0 | 8 each | the first 8 bytes of each key, big-endian |
/// | 8 · entries | 4 each | where each entry begins |
/// | 12 · entries | 136 each | 16 bytes of header, key, value, padding |
///
/// **Owner:** one thread.
public final class RawTable implements AutoCloseable {
    static final int VALUE_LENGTH = 100;
    static final int BLOCK = 4096;

    private static final int HEADER = 16;
    private static final int KEY_LENGTH = 16;
    private static final int ENTRY = 136;
    private static final int PER_BLOCK = BLOCK / (ENTRY + Long.BYTES + Integer.BYTES);
    private static final int BITS_PER_KEY = 10;
    private static final int LINE = 64;
    private static final int LINE_BITS = 512;
    private static final int PROBES = 6;
    private static final int FAN_OUT = 16;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final String NAME = "table";

    private final int blocks;
    private final Memory memory = Linux.memory(new MemoryBudget(1L << 30));
    private final Region filter;
    private final int filterLines;

    /// Prefixes of the first keys of all blocks, sorted.
    private final Region fences;

    /// Every 16th of them, then every 256th and so on, each level behind the one before.
    private final Region samples;

    private final int[] sampleStart = new int[8];
    private final int[] sampleCount = new int[8];
    private final int levels;

    /// The same as `fences` in the order of a search: the two after index i are at 2i and 2i + 1.
    private final Region eytzinger;

    private final Region ranks;
    private final Region queries;
    private final Region copy;
    private final Mapping mapping;
    private final Region file;

    /// @param directory where the file goes
    /// @param entries wanted; as many as fill whole blocks are made
    /// @param count of keys to be asked for: `count` that are there, then `count` that are not
    public RawTable(Directory directory, int entries, int count) throws ProbeException {
        this.blocks = Math.max(2, entries / PER_BLOCK);
        this.filterLines = blocks * PER_BLOCK / (LINE_BITS / BITS_PER_KEY) + 1;
        var account = memory.budget().account("probe");
        this.filter = memory.allocate(account, (long) filterLines * LINE, Pages.HUGE);
        this.fences = memory.allocate(account, (long) blocks * Long.BYTES, Pages.HUGE);
        this.samples = memory.allocate(account, (long) blocks * Long.BYTES, Pages.HUGE);
        this.eytzinger = memory.allocate(account, (blocks + 1L) * Long.BYTES, Pages.HUGE);
        this.ranks = memory.allocate(account, (blocks + 1L) * Integer.BYTES, Pages.HUGE);
        this.queries = memory.allocate(account, 2L * count * KEY_LENGTH, Pages.HUGE);
        this.copy = memory.allocate(account, BLOCK, Pages.BASE);
        this.mapping = write(directory, count);
        this.file = mapping.region();
        this.levels = sample();
        layOut(1, 0);
    }

    /// First halves of all keys, sorted.
    long[] prefixes() {
        long[] prefixes = new SplittableRandom(7)
                .longs((long) blocks * PER_BLOCK)
                .map(key -> key ^ Long.MIN_VALUE)
                .sorted()
                .toArray();
        Arrays.setAll(prefixes, i -> prefixes[i] ^ Long.MIN_VALUE);
        return prefixes;
    }

    /// A whole key.
    static void putKey(Region into, long at, long prefix) {
        into.putLongBigEndian(at, prefix);
        into.putLong(at + Long.BYTES, prefix * MIX);
    }

    Region queries() {
        return queries;
    }

    /// Copies the value of a key; false when it is not there.
    public boolean get(long query, GetWay way) {
        long prefix = queries.getLongBigEndian(query);
        if (!mayContainHash(hash(prefix, queries.getLong(query + Long.BYTES)))) {
            return false;
        }
        int block = switch (way.index()) {
            case BINARY -> binary(prefix);
            case EYTZINGER -> eytzinger(prefix);
            case SAMPLED -> sampled(prefix);
        };
        long at = (long) block * BLOCK;
        int place = way.isLinear() ? linear(at, prefix) : halved(at, prefix);
        if (place == PER_BLOCK || file.getLongBigEndian(at + (long) place * Long.BYTES) != prefix) {
            return false;
        }
        long entry = at + file.getInt(at + PER_BLOCK * Long.BYTES + (long) place * Integer.BYTES);
        if (file.getLong(entry + HEADER + Long.BYTES) != queries.getLong(query + Long.BYTES)) {
            return false;
        }
        copy.copyFrom(0, file, entry + HEADER + KEY_LENGTH, VALUE_LENGTH);
        return true;
    }

    /// Whether the filter lets a key pass.
    public boolean mayContain(long query) {
        return mayContainHash(hash(queries.getLongBigEndian(query), queries.getLong(query + Long.BYTES)));
    }

    private boolean mayContainHash(long hash) {
        long line = LINE * Math.unsignedMultiplyHigh(hash, filterLines);
        long bits = hash * MIX;
        for (int i = 0; i < PROBES; i++) {
            int bit = (int) (bits >>> (Long.SIZE - 9));
            if ((filter.getLong(line + (bit >>> 6) * 8L) >>> bit & 1) == 0) {
                return false;
            }
            bits <<= 9;
        }
        return true;
    }

    private int binary(long prefix) {
        int low = 0;
        int length = blocks;
        while (length > 1) {
            int half = length >>> 1;
            low += Long.compareUnsigned(fences.getLong((low + half) * 8L), prefix) <= 0 ? half : 0;
            length -= half;
        }
        return low;
    }

    private int eytzinger(long prefix) {
        int at = 1;
        while (at <= blocks) {
            at = 2 * at + (Long.compareUnsigned(eytzinger.getLong(at * 8L), prefix) <= 0 ? 1 : 0);
        }
        // The last turn to the left leads to the first that is larger.
        int larger = at >>> (Integer.numberOfTrailingZeros(~at) + 1);
        return larger == 0 ? blocks - 1 : Math.max(0, ranks.getInt(larger * 4L) - 1);
    }

    private int sampled(long prefix) {
        long flipped = prefix ^ Long.MIN_VALUE;
        int at = 0;
        for (int level = levels - 1; level >= 0; level--) {
            at = within(samples, sampleStart[level], sampleCount[level], at, flipped);
        }
        return within(fences, 0, blocks, at, flipped);
    }

    /// The last of the (at most 16) words from 16 · `at` on that is not larger.
    private static int within(Region words, int start, int count, int at, long flipped) {
        int first = at * FAN_OUT;
        int end = Math.min(count - first, FAN_OUT);
        long offset = (start + first) * 8L;
        int notLarger = 0;
        for (int i = 0; i < end; i++) {
            notLarger += (words.getLong(offset + i * 8L) ^ Long.MIN_VALUE) <= flipped ? 1 : 0;
        }
        return first + Math.max(0, notLarger - 1);
    }

    private int linear(long at, long prefix) {
        long flipped = prefix ^ Long.MIN_VALUE;
        int smaller = 0;
        for (int i = 0; i < PER_BLOCK; i++) {
            smaller += (file.getLongBigEndian(at + i * 8L) ^ Long.MIN_VALUE) < flipped ? 1 : 0;
        }
        return smaller;
    }

    private int halved(long at, long prefix) {
        int low = 0;
        int length = PER_BLOCK;
        while (length > 0) {
            int half = length >>> 1;
            boolean isSmaller = Long.compareUnsigned(file.getLongBigEndian(at + (low + half) * 8L), prefix) < 0;
            low += isSmaller ? half + 1 : 0;
            length = isSmaller ? length - half - 1 : half;
        }
        return low;
    }

    @Override
    public void close() {
        mapping.close();
        for (Region region : new Region[] {filter, fences, samples, eytzinger, ranks, queries, copy}) {
            memory.free(region);
        }
    }

    private Mapping write(Directory directory, int count) throws ProbeException {
        SplittableRandom random = new SplittableRandom(8);
        long[] prefixes = prefixes();
        Region block = memory.allocate(memory.budget().account("block"), BLOCK, Pages.BASE);
        int flags = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE;
        try (DiskFile table = directory.open(NAME, flags)) {
            check("open", -table.errno());
            directory.unlink(NAME);
            for (int i = 0; i < blocks; i++) {
                build(block, prefixes, i);
                check("pwrite", table.pwrite(block, 0, BLOCK, (long) i * BLOCK) - BLOCK);
            }
            for (int i = 0; i < count; i++) {
                long prefix = prefixes[random.nextInt(prefixes.length)];
                putKey(queries, (long) i * KEY_LENGTH, prefix);
                queries.putLongBigEndian((long) (count + i) * KEY_LENGTH, random.nextLong());
            }
            Mapping mapped = table.map(0, (long) blocks * BLOCK, MapMode.READ);
            check("mmap", -mapped.errno());
            check("MADV_POPULATE_READ", mapped.populateRead(0, (long) blocks * BLOCK));
            return mapped;
        } finally {
            memory.free(block);
        }
    }

    private void build(Region block, long[] prefixes, int number) {
        fences.putLong(number * 8L, prefixes[number * PER_BLOCK]);
        for (int i = 0; i < PER_BLOCK; i++) {
            long prefix = prefixes[number * PER_BLOCK + i];
            int entry = PER_BLOCK * (Long.BYTES + Integer.BYTES) + i * ENTRY;
            block.putLongBigEndian(i * 8L, prefix);
            block.putInt(PER_BLOCK * 8L + i * 4L, entry);
            block.putLongBigEndian(entry + HEADER, prefix);
            block.putLong(entry + HEADER + 8L, prefix * MIX);
            insert(hash(prefix, prefix * MIX));
        }
    }

    private void insert(long hash) {
        long line = LINE * Math.unsignedMultiplyHigh(hash, filterLines);
        long bits = hash * MIX;
        for (int i = 0; i < PROBES; i++) {
            int bit = (int) (bits >>> (Long.SIZE - 9));
            long word = line + (bit >>> 6) * 8L;
            filter.putLong(word, filter.getLong(word) | 1L << bit);
            bits <<= 9;
        }
    }

    private static long hash(long first, long second) {
        long mixed = (first ^ MIX) * 0xC2B2_AE3D_27D4_EB4FL ^ second;
        return (mixed ^ mixed >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    }

    private int sample() {
        int level = 0;
        int used = 0;
        int count = blocks;
        Region from = fences;
        int start = 0;
        while (count > FAN_OUT) {
            int next = (count + FAN_OUT - 1) / FAN_OUT;
            for (int i = 0; i < next; i++) {
                samples.putLong((used + i) * 8L, from.getLong((start + (long) i * FAN_OUT) * 8L));
            }
            sampleStart[level] = used;
            sampleCount[level] = next;
            from = samples;
            start = used;
            used += next;
            count = next;
            level++;
        }
        return level;
    }

    private int layOut(int at, int rank) {
        if (at > blocks) {
            return rank;
        }
        int middle = layOut(2 * at, rank);
        eytzinger.putLong(at * 8L, fences.getLong(middle * 8L));
        ranks.putInt(at * 4L, middle);
        return layOut(2 * at + 1, middle + 1);
    }

    private static void check(String call, int result) throws ProbeException {
        if (result != 0) {
            throw new ProbeException(call + " of a test file failed: " + Errno.describe(result) + ".");
        }
    }
}
