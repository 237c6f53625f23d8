package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.format.StoreId;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A changed manifest is read as what it was, refused with a typed error, or, when its last edit was hit, cut
/// before that edit and reported; never as anything else.
final class ManifestDamageTest {
    private static final byte[] GOLDEN = ManifestGolden.bytes();
    private static final ManifestState WHOLE = ManifestGolden.read(GOLDEN).state();
    private static final int LAST_EDIT = ManifestGolden.LAST_EDIT;
    private static final long NEXT = ManifestGolden.LAST + 1;
    private static final long MANIFEST = ManifestGolden.NUMBER;

    private static final long BEGAN = System.nanoTime();
    private static long flips;
    private static long hostile;

    /// Rows 22 and 23.
    @Test
    void everyBitOfTheFile() {
        int same = 0;
        for (int bit = 0; bit < GOLDEN.length * 8; bit++) {
            byte[] changed = GOLDEN.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            flips++;
            same += check(changed, bit / 8 >= LAST_EDIT && bit / 8 < ManifestGolden.END, "bit " + bit) ? 1 : 0;
        }
        assertEquals((GOLDEN.length - ManifestGolden.END) * 8, same, "only behind the last edit may a bit be any");
    }

    /// Row 25, and every other length.
    @Test
    void everyTruncation() {
        for (int size = 0; size < GOLDEN.length; size++) {
            byte[] cut = Arrays.copyOf(GOLDEN, size);
            CorruptionException refused =
                    assertThrows(CorruptionException.class, () -> ManifestGolden.read(cut), "size " + size);
            assertTrue(refused.path().endsWith(ManifestGolden.MANIFEST), refused.getMessage());
        }
    }

    @Test
    void extensions() {
        for (int more : new int[] {1, 511, 512, 4096, 1 << 20}) {
            byte[] zeros = Arrays.copyOf(GOLDEN, GOLDEN.length + more);
            assertThrows(CorruptionException.class, () -> ManifestGolden.read(zeros));
            new SplittableRandom(more).nextBytes(zeros);
            System.arraycopy(GOLDEN, 0, zeros, 0, GOLDEN.length);
            assertThrows(CorruptionException.class, () -> ManifestGolden.read(zeros));
        }
    }

    @Test
    void sectorsThatAreZeroOrTwiceOrExchanged() {
        for (int a = 0; a < GOLDEN.length; a += 512) {
            byte[] zeroed = GOLDEN.clone();
            Arrays.fill(zeroed, a, a + 512, (byte) 0);
            // A last edit that is gone without a trace cannot be told from one that never was.
            check(zeroed, a == LAST_EDIT, "zeroed at " + a);
            for (int b = 0; b < GOLDEN.length; b += 512) {
                byte[] doubled = GOLDEN.clone();
                System.arraycopy(GOLDEN, a, doubled, b, 512);
                check(doubled, b == LAST_EDIT, a + " doubled at " + b);
                byte[] exchanged = doubled.clone();
                System.arraycopy(GOLDEN, b, exchanged, a, 512);
                check(exchanged, b == LAST_EDIT || a == LAST_EDIT, a + " and " + b + " exchanged");
            }
        }
    }

    @Test
    void editsOfAnotherStoreAnotherManifestOrAnotherPlace() {
        StoreId store = ManifestLife.CREATION.store();
        int previous = ByteBuffer.wrap(GOLDEN).order(ByteOrder.LITTLE_ENDIAN).getInt(LAST_EDIT + 4);
        byte[] fields = EditFields.encode(ManifestEdit.NOTHING.withFileFloor(99));
        StoreId other = new StoreId(store.high(), store.low() + 1);
        assertEquals(
                99,
                read(edit(store, MANIFEST, ManifestGolden.END, previous, NEXT, fields))
                        .state()
                        .fileFloor());

        for (byte[] edit : new byte[][] {
            edit(other, MANIFEST, ManifestGolden.END, previous, NEXT, fields),
            edit(store, 1, ManifestGolden.END, previous, NEXT, fields)
        }) {
            ManifestFound found = read(edit);
            assertEquals(WHOLE, found.state());
            assertEquals(ManifestGolden.END, found.report().tornOffset());
        }
        for (byte[] edit : new byte[][] {
            edit(store, MANIFEST, ManifestGolden.END, previous + 1, NEXT, fields),
            edit(store, MANIFEST, ManifestGolden.END, previous, NEXT + 1, fields),
            edit(store, MANIFEST, ManifestGolden.END, previous, NEXT - 1, fields),
            edit(store, MANIFEST, LAST_EDIT, previous, NEXT, fields)
        }) {
            CorruptionException refused = assertThrows(CorruptionException.class, () -> read(edit));
            assertEquals(ManifestGolden.END, refused.offset());
        }
    }

    @Test
    void fieldsThatThisVersionDoesNotKnow() {
        byte[] fields = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 100)
                .putShort((short) 1)
                .putInt(5)
                .array();
        assertEquals(NEXT, appended(fields).state().editNumber(), "one that may be ignored");

        fields[2] = 0;
        FormatVersionException refused = assertThrows(FormatVersionException.class, () -> appended(fields));
        assertEquals(100, refused.found());
    }

    @Test
    void aHeaderOfANewerVersion() {
        byte[] newer = GOLDEN.clone();
        newer[12] = ManifestFormat.VERSION + 1;
        assertThrows(CorruptionException.class, () -> ManifestGolden.read(newer), "a flipped bit is damage");

        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(newer, 12, 500);
        ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).putInt(8, (int) crc.getValue());
        assertEquals(
                ManifestFormat.VERSION + 1,
                assertThrows(FormatVersionException.class, () -> ManifestGolden.read(newer))
                        .found());
    }

    /// Edits with right checksums and hostile fields: nothing but a typed error or a state that follows.
    @RandomizedTest(seeds = 4)
    void hostileFields(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < Effort.times(3000); i++) {
            byte[] fields = hostile(random);
            hostile++;
            try {
                ManifestState state = appended(fields).state();
                assertTrue(state.fileFloor() >= WHOLE.fileFloor(), "seed " + seed);
                assertTrue(state.logFloor() <= state.segmentFloor(), "seed " + seed);
            } catch (CorruptionException | FormatVersionException refused) {
                assertTrue(refused.getMessage().contains(ManifestGolden.MANIFEST), refused.getMessage());
            }
        }
    }

    /// Edits with right checksums in which a few bytes are others than those that were written: of one that installs,
    /// and of one that says everything. Whatever is read obeys all rules, and can be said again.
    @RandomizedTest(seeds = 4)
    void forgedTablesAndSnapshots(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] install = EditFields.encode(ManifestEdit.NOTHING
                .withRotationFloor(7)
                .withInstall(Install.after(WHOLE)
                        .removing(5)
                        .adding(Tables.flushed(8, "a", "c", 6))
                        .adding(Tables.ofRun(3, 9, "x", "z"))
                        .named("forged", 1000)));
        byte[] whole = EditFields.encode(WHOLE.toEdit());
        int read = 0;
        for (int i = 0; i < Effort.times(2000); i++) {
            boolean isFirst = random.nextBoolean();
            byte[] fields = forged(isFirst ? whole : install, random);
            hostile++;
            try {
                ManifestState state = (isFirst ? first(fields) : appended(fields)).state();
                ManifestEdit again = EditReader.decode(EditFields.encode(state.toEdit()), state.engineMillis(), "", 0);
                assertEquals(state, ManifestState.of(again, state.epoch(), state.editNumber()), "seed " + seed);
                read++;
            } catch (CorruptionException | FormatVersionException refused) {
                assertTrue(refused.getMessage().contains(ManifestGolden.MANIFEST), refused.getMessage());
            }
        }
        assertTrue(read > 0, "some changes make sense");
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.MANIFEST_DAMAGE)
                .count("bits turned over", flips)
                .count("hostile edits", hostile)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private static byte[] hostile(SplittableRandom random) {
        ByteBuffer out = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            int[] lengths = {0, 8, 8, 8, 32, 32, 7, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt(64)};
            int length = lengths[random.nextInt(lengths.length)];
            int[] tags = {random.nextInt(10), random.nextInt(10), 16, 17, 18, 24, 25, 26, 27, random.nextInt(1 << 16)};
            int tag = tags[random.nextInt(tags.length)];
            out.putShort((short) tag).putShort((short) random.nextInt(3)).putInt(length);
            for (int put = 0; put < Math.min(length & 0x3F, out.remaining() / 8 * 8); put += 8) {
                long[] numbers = {0, 1, 9, 17, 18, -1, Long.MAX_VALUE, Long.MIN_VALUE, random.nextLong()};
                out.putLong(numbers[random.nextInt(numbers.length)]);
            }
        }
        return Arrays.copyOf(out.array(), Math.max(0, out.position() - random.nextInt(2) * random.nextInt(9)));
    }

    private static byte[] forged(byte[] fields, SplittableRandom random) {
        byte[] forged = fields.clone();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(forged.length);
            int[] values = {0, 1, 0x7F, 0x80, 0xFF, forged[at] + 1, forged[at] - 1, random.nextInt(256)};
            forged[at] = (byte) values[random.nextInt(values.length)];
        }
        return forged;
    }

    /// A manifest with one edit, which says everything.
    private static ManifestFound first(byte[] fields) {
        byte[] file = new byte[GOLDEN.length];
        System.arraycopy(GOLDEN, 0, file, 0, 512);
        int previous = ManifestFormat.checksumOf(file);
        byte[] edit = edit(ManifestLife.CREATION.store(), MANIFEST, 512, previous, 6, fields);
        System.arraycopy(edit, 0, file, 512, edit.length);
        return ManifestGolden.read(file);
    }

    /// The golden file with one more edit.
    private static ManifestFound appended(byte[] fields) {
        int previous = ByteBuffer.wrap(GOLDEN).order(ByteOrder.LITTLE_ENDIAN).getInt(LAST_EDIT + 4);
        return read(edit(ManifestLife.CREATION.store(), MANIFEST, ManifestGolden.END, previous, NEXT, fields));
    }

    private static byte[] edit(StoreId store, long manifest, long offset, int previous, long number, byte[] fields) {
        return ManifestFormat.encode(
                store, manifest, offset, previous, number, ManifestGolden.EPOCH, 1_700_000_000_501L, fields);
    }

    private static ManifestFound read(byte[] edit) {
        byte[] file = GOLDEN.clone();
        System.arraycopy(edit, 0, file, ManifestGolden.END, edit.length);
        return ManifestGolden.read(file);
    }

    /// @return whether the same was read
    private static boolean check(byte[] changed, boolean mayBeCut, String what) {
        ManifestFound found;
        try {
            found = ManifestGolden.read(changed);
        } catch (CorruptionException refused) {
            return false;
        } catch (StoreException other) {
            throw new AssertionError(what, other);
        }
        if (mayBeCut && found.state().editNumber() == NEXT - 2) {
            boolean isGone = Arrays.equals(changed, LAST_EDIT, LAST_EDIT + 512, new byte[512], 0, 512);
            assertEquals(!isGone, found.report().isTorn(), what);
            return false;
        }
        assertEquals(WHOLE, found.state(), what);
        return true;
    }
}
