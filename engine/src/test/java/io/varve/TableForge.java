package io.varve;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/// Puts the checksums of a forged table right. Written from the layout (TableFormat, Identity), not from the code that
/// reads.
///
/// A filter is left alone: one that lies about keys, with a right checksum, is told from a true one only by building it
/// anew.
final class TableForge {
    static final int FOOTER_SIZE = 128;

    private static final int HEADER_SIZE = 64;
    private static final int HEADER = 0;
    private static final int BLOCKS = 1;
    private static final int INDEX = 2;
    private static final int PROPERTIES = 3;
    private static final int BLOCK_KIND = 1;
    private static final int FOOTER_KIND = 5;

    private final ByteBuffer table;
    private final int footer;

    TableForge(ByteBuffer table) {
        this.table = table;
        this.footer = table.capacity() - FOOTER_SIZE;
    }

    /// What the manifest knows the table by.
    long number() {
        return table.getLong(footer + 80);
    }

    /// Likewise.
    int checksum() {
        return table.getInt(footer + 116);
    }

    /// A place to change, a multiple of 4: in its header, its blocks, its index, its properties or its footer, each as
    /// likely as the others.
    int target(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case HEADER -> 12 + 4 * random.nextInt((HEADER_SIZE - 12) / 4);
            case BLOCKS -> within(random, HEADER_SIZE, offset(0) - HEADER_SIZE);
            case INDEX -> within(random, offset(0), length(0));
            case PROPERTIES -> within(random, offset(32), length(32));
            default -> footer + 4 * random.nextInt(29);
        };
    }

    /// Puts all checksums right, from the inside out: of blocks, of sections, of header and footer.
    void seal() {
        table.putInt(8, crc(new byte[0], 12, HEADER_SIZE - 12));
        int index = offset(0);
        int count = length(0) < 8 ? 0 : Math.clamp(table.getInt(index), 0, (length(0) - 8) / 44);
        for (int i = 0; i < count; i++) {
            int place = index + 8 + 8 * count + 32 * i;
            long at = table.getLong(place);
            int length = table.getInt(place + 8);
            if (at >= 0 && length >= 0 && at + length <= table.capacity()) {
                table.putInt(place + 12, identified(BLOCK_KIND, (int) at, length));
            }
        }
        for (int section = 0; section < 3; section++) {
            int at = offset(16 * section);
            table.putInt(footer + 48 + 4 * section, identified(BLOCK_KIND + 1 + section, at, length(16 * section)));
        }
        table.putInt(footer + 96, table.getInt(8));
        table.putInt(footer + 116, identified(FOOTER_KIND, footer, 116));
    }

    private int within(SplittableRandom random, int from, int length) {
        return from + 4 * random.nextInt(Math.max(1, length / 4));
    }

    private int offset(int field) {
        return Math.clamp(table.getLong(footer + field), 0, footer);
    }

    private int length(int field) {
        return Math.clamp(table.getLong(footer + field + 8), 0, footer - offset(field));
    }

    private int identified(int kind, int at, int length) {
        ByteBuffer identity = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        identity.putInt(seed()).putInt(kind).putLong(at);
        return crc(identity.array(), at, length);
    }

    private int seed() {
        byte[] store = new byte[16];
        table.get(16, store);
        ByteBuffer digits = ByteBuffer.wrap(store); // its digits are read from the highest
        ByteBuffer identity = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        identity.putLong(digits.getLong(0)).putLong(digits.getLong(8)).putLong(table.getLong(32));
        return crc(identity.array(), 0, 0);
    }

    private int crc(byte[] begin, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(begin);
        crc.update(table.slice(from, length));
        return (int) crc.getValue();
    }
}
