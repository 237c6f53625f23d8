package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What the threads of a [KillChild] write, as a function of a seed: the parent computes the same.
///
/// @param seed decides everything
record KillHistory(long seed) {
    private static final int KEYS_PER_THREAD = 40;
    private static final int MAX_OPERATIONS = 12;

    /// One operation; a delete has no value.
    static final class Operation {
        private final String key;
        private final byte @Nullable [] value;

        private Operation(String key, byte @Nullable [] value) {
            this.key = key;
            this.value = value;
        }

        String key() {
            return key;
        }

        byte @Nullable [] value() {
            return value;
        }
    }

    /// One call: a put, a delete, or a batch.
    record Step(List<Operation> operations, Durability durability, boolean isBatch) {}

    /// The n-th call of a thread.
    Step step(int thread, long n) {
        SplittableRandom random = new SplittableRandom(seed ^ (n * 1_000_003 + thread) * 0x9E3779B97F4A7C15L);
        boolean isBatch = random.nextInt(4) == 0;
        int count = isBatch ? 1 + random.nextInt(MAX_OPERATIONS) : 1;
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = prefix(thread) + random.nextInt(KEYS_PER_THREAD);
            boolean isDelete = random.nextInt(5) == 0;
            operations.add(new Operation(key, isDelete ? null : value(thread, n, i, size(random))));
        }
        return new Step(operations, random.nextInt(12) == 0 ? Durability.SYNC : Durability.PROCESS, isBatch);
    }

    /// What all keys of a thread begin with.
    static String prefix(int thread) {
        return "thread" + thread + "/";
    }

    private static int size(SplittableRandom random) {
        int dice = random.nextInt(100);
        return dice == 0 ? 3000 : dice < 20 ? 400 : 30;
    }

    private static byte[] value(int thread, long n, int index, int size) {
        byte[] value = new byte[size];
        Arrays.fill(value, (byte) (n + index));
        byte[] name = (thread + ":" + n + ":" + index + ";").getBytes(UTF_8);
        System.arraycopy(name, 0, value, 0, name.length);
        return value;
    }
}
