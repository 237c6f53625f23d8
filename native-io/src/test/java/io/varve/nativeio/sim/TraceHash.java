package io.varve.nativeio.sim;

/// A running digest of everything a run decided and did; two runs of one seed end with the same.
final class TraceHash {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: odd, no short cycles

    private long value;

    void add(long event) {
        long mixed = (value ^ event) * MULTIPLIER;
        value = mixed ^ (mixed >>> 29);
    }

    void add(String name) {
        add(hash(name));
    }

    long value() {
        return value;
    }

    /// FNV-1a of the characters: stable across runs and machines.
    static long hash(String name) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }
}
