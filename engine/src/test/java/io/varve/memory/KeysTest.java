package io.varve.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.nativeio.Region;
import io.varve.nativeio.testing.RandomizedTest;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KeysTest {
    private static final int SIZE = 256;

    private final Region a = Region.over(Arena.ofAuto().allocate(SIZE, Long.BYTES), "a");
    private final Region b = Region.over(Arena.ofAuto().allocate(SIZE, Long.BYTES), "b");

    @RandomizedTest
    void orderIsThatOfUnsignedBytes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] x = hostileKey(random);
            byte[] y = random.nextInt(4) == 0 ? Arrays.copyOf(x, random.nextInt(x.length + 10)) : hostileKey(random);
            int xOffset = put(a, x, random);
            int yOffset = put(b, y, random);
            int common = common(x, y);

            int order = Keys.compare(a, xOffset, x.length, b, yOffset, y.length);

            String what = Arrays.toString(x) + " and " + Arrays.toString(y);
            assertEquals(Integer.signum(Arrays.compareUnsigned(x, y)), Integer.signum(order), what);
            assertEquals(common, Keys.commonLength(a, xOffset, x.length, b, yOffset, y.length), what);
            for (int from = 0; from <= common; from++) {
                int orderFrom = Keys.compareFrom(from, a, xOffset, x.length, b, yOffset, y.length);
                assertEquals(Integer.signum(order), Integer.signum(orderFrom), what + " from " + from);
            }
            int prefixOrder =
                    Long.compareUnsigned(Keys.prefix(a, xOffset, x.length), Keys.prefix(b, yOffset, y.length));
            assertEquals(prefixOrder == 0 ? 0 : Integer.signum(order), Integer.signum(prefixOrder), what);
        }
    }

    @Test
    void aPrefixIsPaddedWithZerosWhateverFollowsTheKey() {
        a.fill(0, SIZE, (byte) 0xA5);

        assertEquals(0, Keys.prefix(a, 8, 0));
        assertEquals(0xA500_0000_0000_0000L, Keys.prefix(a, 8, 1));
        assertEquals(0xA5A5_A5A5_A5A5_A500L, Keys.prefix(a, 8, 7));
        assertEquals(0xA5A5_A5A5_A5A5_A5A5L, Keys.prefix(a, 8, 8));
        assertEquals(0xA5A5_A5A5_A5A5_A5A5L, Keys.prefix(a, 8, 9));
    }

    @Test
    void refusesAKeyWithoutSlackBehindIt() {
        int offset = SIZE - Keys.SLACK - 3;
        assertEquals(0, Keys.compare(a, offset, 3, b, offset, 3));

        assertThrows(AssertionError.class, () -> Keys.prefix(a, offset + 1, 3));
        assertThrows(AssertionError.class, () -> Keys.compare(a, offset, 4, b, 0, 3));
        assertThrows(AssertionError.class, () -> Keys.compare(a, 0, 4, b, offset, 4));
    }

    private static int put(Region region, byte[] key, SplittableRandom random) {
        region.fill(0, SIZE, (byte) random.nextInt());
        int offset = random.nextInt(SIZE - Keys.SLACK - key.length + 1);
        region.copyFrom(offset, key, 0, key.length);
        return offset;
    }

    private static byte[] hostileKey(SplittableRandom random) {
        byte[] key = new byte[random.nextInt(random.nextBoolean() ? 4 : 40)];
        byte[] alphabet = {0, (byte) 0xFF, 1, 0x7F, (byte) 0x80};
        int symbols = 1 + random.nextInt(alphabet.length);
        for (int i = 0; i < key.length; i++) {
            key[i] = alphabet[random.nextInt(symbols)];
        }
        return key;
    }

    private static int common(byte[] x, byte[] y) {
        int mismatch = Arrays.mismatch(x, y);
        return mismatch < 0 ? x.length : mismatch;
    }
}
