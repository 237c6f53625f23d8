package io.varve.version;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A manifest as text, one line per field with its bytes and what they mean. It reads by itself, without the code
/// of the reader, so that both can be held against each other; it stops at the first edit that is not there.
final class ManifestDump {
    private final ByteBuffer in;
    private final StringBuilder out = new StringBuilder();

    private ManifestDump(byte[] file) {
        in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    static String of(byte[] file) {
        ManifestDump dump = new ManifestDump(file);
        dump.header();
        int offset = 512;
        while (offset < file.length && dump.in.getInt(offset) != 0) {
            dump.in.position(offset);
            dump.edit();
            offset += (dump.in.getInt(offset) + 511) / 512 * 512;
        }
        return dump.out
                .append(hex(offset))
                .append("  zeros to ")
                .append(hex(file.length))
                .append('\n')
                .toString();
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
        out.append("edit\n");
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
            case 7 -> out.append("        clean close\n");
            case 8 -> number(8, "  first segment of this life");
            case 9 -> number(8, "  rotation floor");
            case 16, 18 -> tables(length);
            case 17 -> {
                for (int i = 0; i < length; i += 8) {
                    number(8, "  without table");
                }
            }
            case 24 -> install();
            case 25 -> text(length, "  name");
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
        byte[] both = new byte[smallest + largest];
        in.get(in.position(), both);
        String text = new String(both, StandardCharsets.UTF_8);
        line(smallest, "  smallest key: " + text.substring(0, smallest));
        line(largest, "  largest key: " + text.substring(smallest));
        padding();
    }

    private void install() {
        number(8, "  install");
        number(8, "  after");
        number(8, "  last sequence number of the named snapshot");
        int name = in.getInt(in.position());
        number(4, "  bytes of its name");
        line(4, "  zeros");
        text(name, "  name");
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
            text(name, "  name");
            for (int i = 0; i < tables; i++) {
                number(8, "    table");
                number(8, "    rotation");
                number(4, "    level");
                line(4, "    zeros");
            }
        }
    }

    private void text(int bytes, String what) {
        if (bytes > 0) {
            byte[] text = new byte[bytes];
            in.get(in.position(), text);
            line(bytes, what + ": " + new String(text, StandardCharsets.UTF_8));
        }
        padding();
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
        byte[] content = new byte[bytes];
        int at = in.position();
        in.get(content);
        String text = HexFormat.ofDelimiter(" ").formatHex(content);
        out.append(hex(at))
                .append("  ")
                .append(text)
                .append("  ".repeat(1))
                .append(meaning)
                .append('\n');
    }

    private static String hex(int offset) {
        return HexFormat.of().toHexDigits(offset, 4);
    }
}
