package io.varve;

import io.varve.error.TooLargeException;
import io.varve.format.Expiry;
import io.varve.format.RecordLimits;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a caller may hand in, checked before anything happens (row 2, 3, 7).
final class Arguments {
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private static final Duration FOREVER = Duration.ofDays(365);

    private Arguments() {}

    static void checkKey(byte @Nullable [] key) {
        checkKey(given("key", key).length);
    }

    static void checkKey(@Nullable MemorySegment key) {
        checkKey(given("key", key).byteSize());
    }

    static void checkKey(long length) {
        if (length > RecordLimits.MAX_KEY_LENGTH) {
            throw TooLargeException.key(length, RecordLimits.MAX_KEY_LENGTH);
        }
    }

    static void checkValue(long length, long limit) {
        if (length > limit) {
            throw TooLargeException.value(length, limit);
        }
    }

    /// When a wait of this length ends; a year is for ever.
    static long deadline(String what, @Nullable Duration patience, Clock clock) {
        Duration given = given(what, patience);
        boolean isForever = given.compareTo(FOREVER) >= 0;
        long nanos = given.isNegative() || isForever ? 0 : given.toNanos();
        return isForever ? Scheduler.NEVER : clock.nanoTime() + nanos;
    }

    /// In milliseconds of engine time; what is too late to be said never comes.
    static long expiry(@Nullable Instant when) {
        Instant given = given("expiry", when);
        if (given.isAfter(LATEST)) {
            return Expiry.NEVER;
        }
        return given.isBefore(Instant.EPOCH) ? 0 : given.toEpochMilli();
    }

    /// The absolute path of a directory of this machine.
    static String directory(@Nullable Path directory) {
        Path given = given("directory", directory);
        if (!given.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(given.toUri() + " is not on a file system of the machine");
        }
        return given.toAbsolutePath().toString();
    }

    static <T> T given(String what, @Nullable T argument) {
        if (argument == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return argument;
    }
}
