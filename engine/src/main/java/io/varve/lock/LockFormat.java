package io.varve.lock;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Layout of a lock file: text for people and for the message that refuses the second opener.
///
/// | line | text                      | meaning                                              |
/// |-----:|---------------------------|------------------------------------------------------|
/// |    1 | `varve lock 1`            | what this is, and its version                        |
/// |    2 | `pid` *number*            | the process that holds the lock, or last held it     |
/// |    3 | `host` *name*             | its machine or container, 1..255 visible characters  |
/// |    4 | `started` *instant*       | when that process began, UTC, as ISO 8601 says it    |
/// |    … | zeros                     | up to [#SIZE]                                        |
///
/// All is ASCII, every line ends with a newline. There is no checksum, because nothing follows from
/// the text: it is read only after the kernel has said that the lock is held.
final class LockFormat {
    /// The file's name in its directory.
    static final String NAME = "LOCK";

    /// Bytes of the file: the longest text (about 340) with room, and one sector of a disk, so that a
    /// reader sees it old or new.
    static final int SIZE = 512;

    /// The byte that the holder has locked.
    static final long LOCKED_POSITION = 0;

    /// How many bytes the holder has locked.
    static final long LOCKED_LENGTH = 1;

    /// Linux allows 64; this is what a fully qualified name may have.
    private static final int MAX_HOST_LENGTH = 255;

    private static final Pattern TEXT =
            Pattern.compile("varve lock 1\npid (\\d{1,18})\nhost ([!-~]{1,255})\nstarted ([!-~]{1,40})\n\0*");

    private LockFormat() {}

    /// The whole content of a file, [#SIZE] bytes.
    static byte[] encode(Holder holder) {
        String text = "varve lock 1\npid " + holder.pid() + "\nhost " + visible(holder.host()) + "\nstarted "
                + Instant.ofEpochMilli(holder.startMillis()) + "\n";
        byte[] content = Arrays.copyOf(text.getBytes(US_ASCII), SIZE);
        assert text.length() < SIZE : "a text of " + text.length() + " bytes";
        return content;
    }

    /// Whom a file names, or null when it names nobody: empty, damaged, or of another version.
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
