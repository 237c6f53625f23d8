package io.varve.sstable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Ways to make keys that a sorted file may get wrong.
enum TableKeys {
    RANDOM_16 {
        @Override
        byte[] next(SplittableRandom random, int range) {
            return bigEndian((random.nextInt(range) + 1) * 0x9E37_79B9_7F4A_7C15L, 16);
        }
    },
    SHORT {
        @Override
        byte[] next(SplittableRandom random, int range) {
            return bigEndian((random.nextInt(range) + 1) * 0x9E37_79B9_7F4A_7C15L, random.nextInt(4));
        }
    },
    /// Zero and 0xFF bytes only, of all lengths: ties of padded prefixes, keys that are others' beginnings.
    HOSTILE {
        @Override
        byte[] next(SplittableRandom random, int range) {
            byte[] key = new byte[random.nextInt(Math.min(range, 24))];
            Arrays.fill(key, (byte) (random.nextBoolean() ? 0 : 0xFF));
            if (key.length > 0 && random.nextBoolean()) {
                key[random.nextInt(key.length)] ^= (byte) random.nextInt();
            }
            return key;
        }
    },
    /// The first 8 bytes say nothing, nor do the first 8 behind what all share.
    TENANTS {
        @Override
        byte[] next(SplittableRandom random, int range) {
            return ("customer-" + random.nextInt(3) + "/order/of/the/year/" + (1_000_000 + random.nextInt(range)))
                    .getBytes(US_ASCII);
        }
    },
    /// Long, and different at the very end.
    LONG_SHARED {
        @Override
        byte[] next(SplittableRandom random, int range) {
            byte[] key = new byte[1000 + random.nextInt(4)];
            Arrays.fill(key, (byte) 'x');
            key[key.length - 1 - random.nextInt(3)] = (byte) random.nextInt(range);
            return key;
        }
    },
    /// Up to the limit.
    LONGEST {
        @Override
        byte[] next(SplittableRandom random, int range) {
            byte[] key = new byte[65_535 - random.nextInt(2)];
            key[random.nextInt(4) * 20_000] = (byte) random.nextInt(Math.min(range, 20));
            return key;
        }
    },
    NUMBERS {
        @Override
        byte[] next(SplittableRandom random, int range) {
            return ("user" + random.nextInt(range)).getBytes(US_ASCII);
        }
    };

    static final List<TableKeys> ALL = List.of(values());

    /// One of about `range` keys.
    abstract byte[] next(SplittableRandom random, int range);

    static byte[] bigEndian(long number, int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
            key[i] = (byte) (number >>> (56 - i * Byte.SIZE));
        }
        return key;
    }
}
