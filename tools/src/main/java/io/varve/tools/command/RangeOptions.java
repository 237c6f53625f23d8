package io.varve.tools.command;

import io.varve.Range;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which keys are walked over, and in which direction.
final class RangeOptions {
    @Option(names = "--from", paramLabel = "KEY", description = "Begins with this key.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "KEY", description = "Ends before this key.")
    private @Nullable String to;

    @Option(names = "--prefix", paramLabel = "KEY", description = "Only keys that begin with this.")
    private @Nullable String prefix;

    @Option(names = "--reverse", description = "From the largest key to the smallest.")
    private boolean isReverse;

    @Option(
            names = {"-k", "--keys-only"},
            description = "Without the values.")
    private boolean isKeysOnly;

    Range range(EntryFormat format) {
        Range range = Range.all();
        if (from != null) {
            range = range.from(format.parse("key of --from", from));
        }
        if (to != null) {
            range = range.toBefore(format.parse("key of --to", to));
        }
        if (prefix != null) {
            range = range.prefix(format.parse("key of --prefix", prefix));
        }
        range = isReverse ? range.reversed() : range;
        return isKeysOnly ? range.keysOnly() : range;
    }
}
