package io.varve.lock;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Layout of a lock file: text for people and for the message that refuses the second opener, and the word
/// that [DirectoryLock] is about.
///
/// | offset | size | content                                                            |
/// |-------:|-----:|--------------------------------------------------------------------|
/// |      0 |  512 | text, see below                                                    |
/// |    512 |    8 | `epoch`, little-endian: the number that the owner has; 0 at first  |
/// |    520 | 3576 | zeros                                                              |
///
/// | line | text                      | meaning                                              |
/// |-----:|---------------------------|------------------------------------------------------|
/// |    1 | `varve lock 1`            | what this is, and its version                        |
/// |    2 | `pid` *number*            | the process that holds the lock, or last held it     |
/// |    3 | `host` *name*             | its machine or container, 1..255 visible characters  |
/// |    4 | `started` *instant*       | when that process began, UTC, as ISO 8601 says it    |
/// |    … | zeros                     | up to [#TEXT_SIZE]                                   |
///
/// All is ASCII, every line ends with a newline. There is no checksum, because nothing follows from
/// the text: it is read only after the kernel has said that the lock is held. The epoch has none because one
/// that is wrong can fence, but not give the directory to two.
final class LockFormat {
    /// The file's name in its directory.
    static final String NAME = "LOCK";

    /// Bytes of the text: the longest one (about 340) with room, and one sector of a disk, so that a
    /// reader sees it old or new.
    static final int TEXT_SIZE = 512;

    /// Where the epoch stands.
    static final int EPOCH_OFFSET = 512;

    /// Bytes of the file: a page, so that it can be mapped.
    static final int FILE_SIZE = 4096;

    /// Epochs end here; one more per nanosecond would last a century.
    static final long MAX_EPOCH = 1L << 61;

    /// Far behind the end of the file, where only locks are.
    private static final long FIRST_LOCKED_POSITION = 1L << 32;

    /// Linux allows 64; this is what a fully qualified name may have.
    private static final int MAX_HOST_LENGTH = 255;

    private static final Pattern TEXT =
            Pattern.compile("varve lock 1\npid (\\d{1,18})\nhost ([!-~]{1,255})\nstarted ([!-~]{1,40})\n\0*");

    private LockFormat() {}

    /// The byte whose lock makes the owner of `epoch`. It has no content: locks may lie behind the end.
    static long lockedPosition(long epoch) {
        return FIRST_LOCKED_POSITION + epoch;
    }

    /// The text of a holder, [#TEXT_SIZE] bytes.
    static byte[] encode(Holder holder) {
        String text = "varve lock 1\npid " + holder.pid() + "\nhost " + visible(holder.host()) + "\nstarted "
                + Instant.ofEpochMilli(holder.startMillis()) + "\n";
        byte[] content = Arrays.copyOf(text.getBytes(US_ASCII), TEXT_SIZE);
        assert text.length() < TEXT_SIZE : "a text of " + text.length() + " bytes";
        return content;
    }

    /// Whom a text names, or null when it names nobody: empty, damaged, or of another version.
    static @Nullable Holder decode(byte[] content) {
        Matcher text = TEXT.matcher(new String(content, US_ASCII));
        if (!text.matches()) {
            return null;
        }
        try {
            long startMillis = Instant.parse(text.group(3)).toEpochMilli();
            return new Holder(Long.parseLong(text.group(1)), text.group(2), startMillis);
        } catch (DateTimeException | ArithmeticException notATime) {
            return null;
        }
    }

    private static String visible(String host) {
        String cut = host.substring(0, Math.min(host.length(), MAX_HOST_LENGTH));
        return cut.isEmpty() ? "?" : cut.replaceAll("[^!-~]", "?");
    }
}
