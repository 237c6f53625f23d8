package io.varve.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The laws of [Codec]: order, round trip, one form per value, and an error for all other bytes.
final class CodecsTest {
    private static final int VALUES = 40;
    private static final int BAD = 400;
    private static final long[] LONGS = {0, 1, -1, 255, 256, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE};
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY
    };
    private static final Comparator<byte[]> UNSIGNED = Arrays::compareUnsigned;

    /// A codec, how its values are ordered, and how they come about.
    private record Law<T>(Codec<T> codec, Comparator<T> order, Function<SplittableRandom, T> values) {
        void check(SplittableRandom random) {
            List<T> all = new ArrayList<>();
            for (int i = 0; i < VALUES; i++) {
                all.add(values.apply(random));
            }
            for (T one : all) {
                checkRoundTrip(one);
                for (T other : all) {
                    int expected = Integer.signum(order.compare(one, other));
                    assertEquals(expected, sign(codec.encode(one), codec.encode(other)), () -> one + " and " + other);
                    // As a part, whatever follows.
                    assertEquals(expected, expected == 0 ? 0 : sign(part(one, random), part(other, random)));
                }
            }
            for (int i = 0; i < BAD; i++) {
                checkCanonical(damaged(codec.encode(values.apply(random)), random));
            }
        }

        private void checkRoundTrip(T value) {
            assertEquals(0, order.compare(value, codec.decode(codec.encode(value))));
            KeyWriter writer = new KeyWriter();
            codec.write(value, writer);
            codec.write(value, writer);
            KeyReader reader = new KeyReader(writer.toBytes());
            assertEquals(0, order.compare(value, codec.read(reader)));
            assertEquals(0, order.compare(value, codec.read(reader)));
            assertEquals(0, reader.remaining());
        }

        /// What is read is written so; what is not, is refused.
        private void checkCanonical(byte[] bytes) {
            T value;
            try {
                value = codec.decode(bytes);
            } catch (MalformedKeyException refused) {
                assertTrue(refused.offset() <= bytes.length, refused::getMessage);
                return;
            }
            assertArrayEquals(bytes, codec.encode(value), () -> HexFormat.of().formatHex(bytes));
        }

        private byte[] part(T value, SplittableRandom random) {
            KeyWriter writer = new KeyWriter();
            codec.write(value, writer);
            for (int i = random.nextInt(3); i > 0; i--) {
                writer.put(random.nextInt());
            }
            return writer.toBytes();
        }

        private static int sign(byte[] one, byte[] other) {
            return Integer.signum(Arrays.compareUnsigned(one, other));
        }

        private static byte[] damaged(byte[] bytes, SplittableRandom random) {
            byte[] damaged = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(5) - 2));
            for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) (random.nextInt(4) - 2);
            }
            return damaged;
        }
    }

    private static final Law<Long> SIGNED = new Law<>(Codecs.signedLong(), Long::compare, CodecsTest::number);
    private static final Law<String> TEXT =
            new Law<>(Codecs.text(), Comparator.comparing(text -> text.getBytes(UTF_8), UNSIGNED), CodecsTest::text);
    private static final Law<byte[]> BYTES = new Law<>(Codecs.bytes(), UNSIGNED, CodecsTest::bytes);

    @RandomizedTest(seeds = 20)
    void keepTheLaws(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SIGNED.check(random);
        new Law<>(Codecs.unsignedLong(), Long::compareUnsigned, CodecsTest::number).check(random);
        new Law<>(Codecs.signedInt(), Integer::compare, r -> (int) number(r)).check(random);
        new Law<>(Codecs.unsignedInt(), Integer::compareUnsigned, r -> (int) number(r)).check(random);
        new Law<>(Codecs.doubles(), Double::compare, CodecsTest::real).check(random);
        TEXT.check(random);
        BYTES.check(random);
        pairs(BYTES, SIGNED).check(random);
        pairs(SIGNED, TEXT).check(random);
        pairs(TEXT, pairs(BYTES, TEXT)).check(random);
    }

    @Test
    void formsAreTheDocumentedOnes() {
        assertEquals("00000001", hex(Codecs.unsignedInt().encode(1)));
        assertEquals("7fffffff", hex(Codecs.signedInt().encode(-1)));
        assertEquals("8000000000000001", hex(Codecs.signedLong().encode(1L)));
        assertEquals("ffffffffffffffff", hex(Codecs.unsignedLong().encode(-1L)));
        assertEquals("8000000000000000", hex(Codecs.doubles().encode(0.0)));
        assertEquals("7fffffffffffffff", hex(Codecs.doubles().encode(-0.0)));
        assertEquals("fff8000000000000", hex(Codecs.doubles().encode(Double.longBitsToDouble(-1))));
        assertEquals("c3a4", hex(Codecs.text().encode("ä")));
        PairCodec<byte[], byte[]> pair = Codecs.pair(Codecs.bytes(), Codecs.bytes());
        assertEquals("6100ff00010001", hex(pair.encode(new Pair<>(new byte[] {'a', 0}, new byte[0]))));
        assertEquals("6100ff0001", hex(pair.prefix(new byte[] {'a', 0})));
    }

    @Test
    void whatIsNoValueIsRefused() {
        refuses(Codecs.signedInt(), "800000");
        refuses(Codecs.signedInt(), "8000000000");
        refuses(Codecs.doubles(), "fff8000000000001");
        refuses(Codecs.doubles(), "0000000000000000");
        refuses(Codecs.text(), "c0af");
        refuses(Codecs.text(), "eda080");
        PairCodec<String, Long> pair = Codecs.pair(Codecs.text(), Codecs.signedLong());
        refuses(pair, "61");
        refuses(pair, "6100");
        refuses(pair, "6100028000000000000000");
        refuses(pair, "6100018000");
        assertEquals(
                2,
                assertThrows(MalformedKeyException.class, () -> pair.decode(new byte[] {'a', 0}))
                        .offset());
        assertThrows(IllegalArgumentException.class, () -> Codecs.text().encode("\uD800"));
    }

    /// A type of a program's own.
    private record Order(String customer, long number) {}

    @Test
    void valuesOfAProgramAreMadeOfParts() {
        Codec<Order> orders = Codecs.pair(Codecs.text(), Codecs.signedLong())
                .as(pair -> new Order(pair.first(), pair.second()), order -> new Pair<>(order.customer, order.number));
        Order order = new Order("alice", -17);
        assertEquals(order, orders.decode(orders.encode(order)));
        PairCodec<Order, String> lines = Codecs.pair(orders, Codecs.text());
        assertEquals(new Pair<>(order, "pears"), lines.decode(lines.encode(new Pair<>(order, "pears"))));
    }

    private static <A, B> Law<Pair<A, B>> pairs(Law<A> first, Law<B> second) {
        Comparator<Pair<A, B>> order =
                Comparator.<Pair<A, B>, A>comparing(Pair::first, first.order).thenComparing(Pair::second, second.order);
        return new Law<>(
                Codecs.pair(first.codec, second.codec),
                order,
                random -> new Pair<>(first.values.apply(random), second.values.apply(random)));
    }

    private static long number(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> LONGS[random.nextInt(LONGS.length)];
            case 1 -> random.nextInt(5) - 2;
            default -> random.nextLong();
        };
    }

    private static double real(SplittableRandom random) {
        return random.nextBoolean()
                ? DOUBLES[random.nextInt(DOUBLES.length)]
                : Double.longBitsToDouble(random.nextLong());
    }

    private static byte[] bytes(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(5)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(5) - 2);
        }
        return bytes;
    }

    private static String text(SplittableRandom random) {
        int[] points = {0, 1, 'a', 'b', 0xE4, 0x7FF, 0xFFFD, 0x1F600, 0x10FFFF};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static void refuses(Codec<?> codec, String hex) {
        assertThrows(
                MalformedKeyException.class, () -> codec.decode(HexFormat.of().parseHex(hex)), hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
