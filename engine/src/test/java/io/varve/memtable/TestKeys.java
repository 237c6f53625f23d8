package io.varve.memtable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Ways to make keys that a sorted table may get wrong.
public enum TestKeys {
    RANDOM_16 {
        @Override
        public byte[] next(SplittableRandom random, int range) {
            return bigEndian(mix(random.nextInt(range)), 16);
        }
    },
    SHORT {
        @Override
        public byte[] next(SplittableRandom random, int range) {
            return bigEndian(mix(random.nextInt(range)), random.nextInt(4));
        }
    },
    /// Zero and 0xFF bytes only, of all lengths: ties of padded prefixes, keys that are others' beginnings.
    HOSTILE {
        @Override
        public byte[] next(SplittableRandom random, int range) {
            byte[] key = new byte[random.nextInt(Math.min(range, 24))];
            byte fill = (byte) (random.nextBoolean() ? 0 : 0xFF);
            Arrays.fill(key, fill);
            if (key.length > 0 && random.nextBoolean()) {
                key[random.nextInt(key.length)] ^= (byte) random.nextInt();
            }
            return key;
        }
    },
    TRAILING_ZEROS {
        @Override
        public byte[] next(SplittableRandom random, int range) {
            return Arrays.copyOf(bigEndian(random.nextInt(1 + range / 16) * 0x0101L, 8), random.nextInt(20));
        }
    },
    /// Tenants with numbers: the first 8 bytes say nothing.
    SHARED_PREFIX {
        @Override
        public byte[] next(SplittableRandom random, int range) {
            return ("customer-" + random.nextInt(3) + "/order/" + (1_000_000 + random.nextInt(range)))
                    .getBytes(US_ASCII);
        }
    },
    NUMBERS {
        @Override
        public byte[] next(SplittableRandom random, int range) {
            return ("user" + random.nextInt(range)).getBytes(US_ASCII);
        }
    };

    public static final List<TestKeys> ALL = List.of(values());

    /// One of about `range` keys, at the caller's choice with repetitions.
    public abstract byte[] next(SplittableRandom random, int range);

    public static byte[] bigEndian(long number, int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
            key[i] = (byte) (number >>> (56 - i * Byte.SIZE));
        }
        return key;
    }

    private static long mix(long number) {
        return (number + 1) * 0x9E37_79B9_7F4A_7C15L;
    }
}
