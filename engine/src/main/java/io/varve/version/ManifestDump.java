package io.varve.version;

import io.varve.error.StoreIoException;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/// Prints a manifest for people: one line per field with its bytes and what they mean. For tests, support and
/// docs/formats.md. It reads by itself, without the code of the reader, so that both can be held against each
/// other; it checks no checksum, and stops at the first edit that is not there or makes no sense.
///
/// **Owner:** one thread. Reads only.
public final class ManifestDump {
    /// Bytes of keys and names that are shown at most.
    private static final int MAX_SHOWN = 64;

    private final ByteBuffer in;
    private final Consumer<String> lines;

    private ManifestDump(byte[] file, Consumer<String> lines) {
        this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        this.lines = lines;
    }

    /// Prints one manifest.
    ///
    /// @param lines takes it, line by line
    /// @throws StoreIoException when it cannot be read
    public static void print(ManifestConfig config, long number, Consumer<String> lines) {
        try (DiskFile file = config.directory().open(MarkerName.manifestName(number), OpenFlags.READ)) {
            if (file.errno() != 0) {
                throw new StoreIoException("open", file.path(), file.errno());
            }
            FileStat stat = new FileStat();
            SmallFile.check("statx", file, file.stat(stat));
            int length = (int) Math.min(stat.size(), ManifestFormat.MAX_SIZE);
            Region buffer = config.memory().allocate(config.account(), ManifestConfig.bufferSize(length), Pages.BASE);
            try {
                print(SmallFile.read(file, buffer, length), lines);
            } finally {
                config.memory().free(buffer);
            }
        }
    }

    /// Prints the bytes of a manifest, which may be any.
    static void print(byte[] file, Consumer<String> lines) {
        ManifestDump dump = new ManifestDump(file, lines);
        try {
            dump.header();
            dump.edits(file.length);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException end) {
            lines.accept("makes no sense from " + hex(dump.in.position()) + " on");
        }
    }

    private void edits(int end) {
        int offset = ManifestFormat.UNIT;
        while (offset < end && in.getInt(offset) != 0) {
            in.position(offset);
            int length = in.getInt(offset);
            if (length < ManifestFormat.EDIT_HEADER_SIZE || length > end - offset) {
                lines.accept(hex(offset) + "  no edit");
                return;
            }
            edit();
            offset += (length + ManifestFormat.UNIT - 1) / ManifestFormat.UNIT * ManifestFormat.UNIT;
        }
        lines.accept(hex(offset) + "  zeros to " + hex(end));
    }

    private void header() {
        byte[] magic = new byte[8];
        in.get(0, magic);
        line(8, "magic: " + new String(magic, StandardCharsets.US_ASCII));
        line(4, "checksum of 0x0c to 0x1ff");
        number(4, "version");
        line(16, "store");
        number(8, "manifest");
        number(8, "iteration of its marker");
        number(8, "size of the file");
        number(8, "first edit");
    }

    private void edit() {
        int end = in.position() + in.getInt(in.position());
        lines.accept("edit");
        number(4, "length");
        line(4, "checksum of identity, length and 8 to the end of the padding");
        number(8, "edit");
        number(8, "epoch");
        number(8, "engine time");
        line(4, "checksum before");
        number(4, "unit");
        while (in.position() < end) {
            field();
        }
    }

    private void field() {
        int tag = in.getShort(in.position());
        int length = in.getInt(in.position() + 4);
        line(2, "tag: " + tag);
        number(2, "flags");
        number(4, "length");
        switch (tag) {
            case 1 -> {
                line(16, "  store");
                number(4, "  format version");
                number(4, "  flags");
                number(8, "  engine time of creation");
            }
            case 2 -> number(8, "  log floor");
            case 3 -> number(8, "  segment floor");
            case 4 -> number(8, "  file floor");
            case 5 -> number(8, "  sequence floor");
            case 6 -> {
                for (int i = 0; i < length; i += 40) {
                    number(8, "  cut in segment");
                    number(8, "  at offset");
                    number(8, "  last sequence number");
                    number(8, "  of epoch");
                    line(4, "  checksum of the last frame");
                    line(4, "  zeros");
                }
            }
            case 7 -> lines.accept("        clean close");
            case 8 -> number(8, "  first segment of this life");
            case 9 -> number(8, "  rotation floor");
            case 16, 18 -> tables(length);
            case 17 -> {
                for (int i = 0; i < length; i += 8) {
                    number(8, "  without table");
                }
            }
            case 24 -> install();
            case 25 -> named(length);
            case 26 -> snapshots(length);
            case 27 -> number(8, "  id of the last install");
            default -> line((length + 7) & -8, "  unknown");
        }
    }

    private void tables(int length) {
        int end = in.position() + length;
        while (in.position() < end) {
            number(8, "  table");
            number(8, "  bytes");
            line(4, "  checksum of its footer");
            number(4, "  level");
            number(8, "  rotation");
            number(8, "  entries");
            number(8, "  tombstones");
            number(8, "  bytes of keys and values");
            number(8, "  first sequence number");
            number(8, "  last sequence number");
            number(8, "  first expiry");
            number(8, "  third expiry");
            number(8, "  last expiry");
            number(8, "  engine time");
            int smallest = in.getInt(in.position());
            int largest = in.getInt(in.position() + 4);
            number(4, "  bytes of the smallest key");
            number(4, "  bytes of the largest key");
            keys(smallest, largest);
        }
    }

    private void keys(int smallest, int largest) {
        text(smallest, "  smallest key: ");
        text(largest, "  largest key: ");
        padding();
    }

    private void install() {
        number(8, "  install");
        number(8, "  after");
        number(8, "  last sequence number of the named snapshot");
        int name = in.getInt(in.position());
        number(4, "  bytes of its name");
        line(4, "  zeros");
        named(name);
    }

    private void snapshots(int length) {
        int end = in.position() + length;
        while (in.position() < end) {
            number(8, "  snapshot");
            number(8, "  last sequence number");
            int name = in.getInt(in.position());
            int tables = in.getInt(in.position() + 4);
            number(4, "  bytes of its name");
            number(4, "  tables");
            named(name);
            for (int i = 0; i < tables; i++) {
                number(8, "    table");
                number(8, "    rotation");
                number(4, "    level");
                line(4, "    zeros");
            }
        }
    }

    private void named(int bytes) {
        if (bytes != 0) {
            text(bytes, "  name: ");
        }
        padding();
    }

    private void text(int bytes, String what) {
        requireRoom(bytes);
        byte[] text = new byte[bytes];
        in.get(in.position(), text);
        line(bytes, what + shown(text));
    }

    /// A length that came from the file must not decide how much memory is taken.
    private void requireRoom(int bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
    }

    /// Zeros up to a multiple of 8.
    private void padding() {
        int bytes = -in.position() & 7;
        if (bytes > 0) {
            line(bytes, "  zeros");
        }
    }

    private void number(int bytes, String what) {
        int at = in.position();
        long value = switch (bytes) {
            case 2 -> in.getShort(at);
            case 4 -> in.getInt(at);
            default -> in.getLong(at);
        };
        line(bytes, what + ": " + value);
    }

    private void line(int bytes, String meaning) {
        requireRoom(bytes);
        byte[] content = new byte[bytes];
        int at = in.position();
        in.get(content);
        String text = HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(bytes, MAX_SHOWN));
        lines.accept(hex(at) + "  " + text + (bytes > MAX_SHOWN ? " ..." : "") + "  " + meaning);
    }

    /// Text, with a dot for what would not look like itself.
    private static String shown(byte[] bytes) {
        String text = new String(Arrays.copyOf(bytes, Math.min(bytes.length, MAX_SHOWN)), StandardCharsets.UTF_8);
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", ".") + (bytes.length > MAX_SHOWN ? " ..." : "");
    }

    private static String hex(int offset) {
        return HexFormat.of().toHexDigits(offset, 4);
    }
}
