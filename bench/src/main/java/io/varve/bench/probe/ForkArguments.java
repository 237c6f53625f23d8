package io.varve.bench.probe;

import java.util.List;

/// What every forked Java process of a measurement is started with, in this one place.
public final class ForkArguments {
    /// The first because native memory and system calls are what we measure; the second so that JMH 1.37,
    /// which uses `sun.misc.Unsafe`, prints no warning.
    private static final List<String> ALL =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private ForkArguments() {}

    /// One by one.
    public static List<String> all() {
        return ALL;
    }

    /// As JMH's command line takes them.
    public static String joined() {
        return String.join(" ", ALL);
    }
}
