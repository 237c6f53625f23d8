package io.varve;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// One option of a store: how it is called, what it may be, and when to change it.
///
/// @param name of its accessor and its setter
/// @param unit of its value, or empty
/// @param range what is allowed, in words
/// @param advice when to change it, for docs/options.md
/// @param value its value as text
/// @param accepts whether its value is in range
record Option(
        String name,
        String unit,
        String range,
        String advice,
        Function<StoreOptions, String> value,
        Predicate<StoreOptions> accepts) {

    /// An option of two values.
    static Option flag(String name, Predicate<StoreOptions> value, String advice) {
        return new Option(
                name, "", "true, false", advice, options -> Boolean.toString(value.test(options)), options -> true);
    }

    /// An option that is one of an enum.
    static <E extends Enum<E>> Option choice(
            String name, Class<E> type, Function<StoreOptions, E> value, String advice) {
        String range = String.join(
                ", ", List.of(type.getEnumConstants()).stream().map(Enum::name).toList());
        return new Option(
                name, "", range, advice, options -> value.apply(options).name(), options -> true);
    }

    /// An option that is an object of the user's, or absent.
    ///
    /// @param absent what happens without it
    static Option object(
            String name, Class<?> type, String absent, Function<StoreOptions, Optional<?>> value, String advice) {
        return new Option(
                name,
                "",
                type.getSimpleName(),
                advice,
                options -> value.apply(options).isPresent() ? "given" : absent,
                options -> true);
    }

    /// An option that counts something.
    static Option count(String name, ToLongFunction<StoreOptions> value, long min, long max, String advice) {
        return number(name, "", value, min, max, 1, advice);
    }

    /// A size in memory or on disk.
    ///
    /// @param step it is a multiple of
    static Option bytes(String name, ToLongFunction<StoreOptions> value, long min, long max, long step, String advice) {
        return number(name, "bytes", value, min, max, step, advice);
    }

    /// An option that counts something in powers of two.
    static Option powerOfTwo(
            String name, String unit, ToLongFunction<StoreOptions> value, long min, long max, String advice) {
        return new Option(name, unit, "a power of two, " + min + " to " + max, advice, text(unit, value), options -> {
            long is = value.applyAsLong(options);
            return is >= min && is <= max && Long.bitCount(is) == 1;
        });
    }

    /// A time.
    ///
    /// @param zero what zero means; it is allowed besides `min` to `max`
    static Option duration(
            String name,
            Function<StoreOptions, Duration> value,
            String zero,
            Duration min,
            Duration max,
            String advice) {
        String range = "0 (" + zero + "), or " + words(min) + " to " + words(max);
        return new Option(name, "time", range, advice, options -> words(value.apply(options)), options -> {
            Duration is = value.apply(options);
            return is.isZero() || (is.compareTo(min) >= 0 && is.compareTo(max) <= 0);
        });
    }

    /// What is wrong with its value alone, or empty.
    Optional<String> problem(StoreOptions options) {
        if (accepts.test(options)) {
            return Optional.empty();
        }
        return Optional.of(name + " is " + value.apply(options) + "; allowed is " + range);
    }

    private static Option number(
            String name,
            String unit,
            ToLongFunction<StoreOptions> value,
            long min,
            long max,
            long step,
            String advice) {
        String range = (step == 1 ? "" : "a multiple of " + step + ", ") + words(unit, min) + " to " + words(unit, max);
        return new Option(name, unit, range, advice, text(unit, value), options -> {
            long is = value.applyAsLong(options);
            return is >= min && is <= max && is % step == 0;
        });
    }

    private static Function<StoreOptions, String> text(String unit, ToLongFunction<StoreOptions> value) {
        return options -> words(unit, value.applyAsLong(options));
    }

    /// A number of bytes that is whole in a larger unit is said in that: `64 MiB`.
    static String words(String unit, long number) {
        if (!unit.equals("bytes") || number < 1024) {
            return Long.toString(number);
        }
        int power = Math.min(4, Long.numberOfTrailingZeros(number) / 10);
        return (number >> (10 * power))
                + List.of("", " KiB", " MiB", " GiB", " TiB").get(power);
    }

    /// A time in seconds or milliseconds where it is whole in them: `30 s`, `100 ms`.
    static String words(Duration time) {
        if (time.isZero()) {
            return "0";
        }
        if (time.truncatedTo(ChronoUnit.SECONDS).equals(time)) {
            return time.toSeconds() + " s";
        }
        boolean isShort = time.compareTo(Duration.ofDays(-1)) > 0 && time.compareTo(Duration.ofDays(1)) < 0;
        return isShort && time.truncatedTo(ChronoUnit.MILLIS).equals(time) ? time.toMillis() + " ms" : time.toString();
    }
}
