package io.varve.tools.command;

import java.util.Arrays;
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

    boolean isReverse() {
        return isReverse;
    }

    /// The smallest key that is wanted; null when all are.
    byte @Nullable [] low(EntryFormat format) {
        byte[] first = from == null ? null : format.parse("key of --from", from);
        byte[] begin = prefix == null ? null : format.parse("key of --prefix", prefix);
        if (first == null || begin == null) {
            return first == null ? begin : first;
        }
        return Arrays.compareUnsigned(first, begin) < 0 ? begin : first;
    }

    /// The smallest key above all that are wanted; null when there is none.
    byte @Nullable [] end(EntryFormat format) {
        byte[] last = to == null ? null : format.parse("key of --to", to);
        byte[] behind = prefix == null ? null : behind(format.parse("key of --prefix", prefix));
        if (last == null || behind == null) {
            return last == null ? behind : last;
        }
        return Arrays.compareUnsigned(last, behind) < 0 ? last : behind;
    }

    /// The smallest key above all that begin with a prefix; null when there is none.
    private static byte @Nullable [] behind(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == -1) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] behind = Arrays.copyOf(prefix, length);
        behind[length - 1]++;
        return behind;
    }
}
