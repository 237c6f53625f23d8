package io.varve.compression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.RandomizedTest;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every codec must do: bring back what went in, and survive what never went in.
final class CodecTest {
    private static final int MOST = 128 * 1024;

    private final Arena arena = Arena.ofAuto();
    private final ByteBuffer raw = buffer(MOST);
    private final ByteBuffer packed = buffer(2 * MOST);
    private final ByteBuffer back = buffer(MOST + 64);

    @Test
    void numbersAreThoseOfTheFormat() {
        assertEquals(Codec.NONE, Codec.of(0));
        assertEquals(Codec.LZ4, Codec.of(1));
        assertEquals(Codec.ZSTD, Codec.of(2));
        assertNull(Codec.of(3));
        assertNull(Codec.of(-1));
        for (Codec codec : Codec.values()) {
            assertEquals(codec, Codec.of(codec.number()));
            assertTrue(codec.isThere());
        }
    }

    @RandomizedTest(seeds = 40)
    void whatGoesInComesOut(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Codec codec : new Codec[] {Codec.LZ4, Codec.ZSTD}) {
            try (Packer packer = codec.newPacker();
                    Unpacker unpacker = codec.newUnpacker()) {
                for (int i = 0; i < 20; i++) {
                    int length = 1 + random.nextInt(MOST >> random.nextInt(10));
                    int at = 8 * random.nextInt(3);
                    byte[] bytes = fill(random, length);
                    int size = packer.pack(raw, length, packed, at);
                    assertTrue(size <= packer.bound(length));
                    assertEquals(length, unpacker.unpack(packed, at, size, back, length));
                    byte[] found = new byte[length];
                    back.get(0, found);
                    assertArrayEquals(bytes, found);
                }
            }
        }
    }

    /// Row 35: whatever the bytes are, nothing is written behind what was allowed.
    /// Where its native part cannot be loaded, the one in Java leaves the buffers with an exception of its own.
    @RandomizedTest(seeds = 40)
    void theJavaPartOfLz4SaysOfDamageWhatTheNativeOneSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = fill(random, 1 + random.nextInt(200));
            packed.put(0, garbage);
            int found = Lz4.unpack(
                    LZ4Factory.safeInstance().safeDecompressor(),
                    packed,
                    0,
                    garbage.length,
                    back,
                    random.nextInt(MOST));
            assertTrue(found == Unpacker.DAMAGED || (found >= 0 && found <= MOST), "" + found);
        }
    }

    @RandomizedTest(seeds = 40)
    void whatNeverWentInIsRefusedOrStaysInside(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Codec codec : new Codec[] {Codec.LZ4, Codec.ZSTD}) {
            try (Packer packer = codec.newPacker();
                    Unpacker unpacker = codec.newUnpacker()) {
                for (int i = 0; i < 50; i++) {
                    int length = 1 + random.nextInt(5000);
                    fill(random, length);
                    int size = packer.pack(raw, length, packed, 0);
                    for (int change = random.nextInt(4); change >= 0; change--) {
                        packed.put(random.nextInt(size), (byte) random.nextInt());
                    }
                    int most = random.nextInt(2) == 0 ? length : random.nextInt(length + 1);
                    back.putLong(most, 0x0123_4567_89AB_CDEFL);
                    int found = unpacker.unpack(packed, 0, random.nextInt(size + 1), back, most);
                    assertTrue(found <= most, found + " of " + most);
                    assertEquals(0x0123_4567_89AB_CDEFL, back.getLong(most));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"LZ4", "ZSTD"})
    void oneThatWasGivenRubbishGoesOn(Codec codec) {
        try (Packer packer = codec.newPacker();
                Unpacker unpacker = codec.newUnpacker()) {
            fill(new SplittableRandom(1), 1000);
            int size = packer.pack(raw, 1000, packed, 0);
            packed.put(0, (byte) ~packed.get(0));
            assertFalse(unpacker.unpack(packed, 0, size, back, 1000) == 1000 && isSame(1000));
            packed.put(0, (byte) ~packed.get(0));
            assertEquals(1000, unpacker.unpack(packed, 0, size, back, 1000));
            assertTrue(isSame(1000));
        }
    }

    private boolean isSame(int length) {
        return raw.slice(0, length).equals(back.slice(0, length));
    }

    /// Runs of bytes, some of which are noise.
    private byte[] fill(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        int noise = random.nextInt(5);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(4) < noise ? random.nextInt(256) : i / 7);
        }
        raw.put(0, bytes);
        return bytes;
    }

    private ByteBuffer buffer(int size) {
        return arena.allocate(size, 8).asByteBuffer();
    }
}
