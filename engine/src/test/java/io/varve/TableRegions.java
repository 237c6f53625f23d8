package io.varve;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Where the parts of a table's file are, as its footer and index say (docs/formats.md).
final class TableRegions {
    private static final int HEADER = 64;
    private static final int FOOTER = 128;
    private static final int PLACE = 32;

    /// A part.
    record Region(String kind, long offset, long length) {
        boolean isBlock() {
            return kind.startsWith("block");
        }

        /// Whether every answer is right without it, when the manifest is there.
        boolean isDispensable() {
            return kind.equals("header") || kind.equals("filter") || kind.equals("properties");
        }
    }

    private TableRegions() {}

    static List<Region> of(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int footer = file.length - FOOTER;
        List<Region> regions = new ArrayList<>();
        regions.add(new Region("header", 0, HEADER));
        int index = (int) bytes.getLong(footer);
        int count = bytes.getInt(index);
        for (int i = 0; i < count; i++) {
            int place = index + 8 + 8 * count + PLACE * i;
            regions.add(new Region("block " + i, bytes.getLong(place), bytes.getInt(place + 8)));
        }
        regions.add(new Region("index", index, bytes.getLong(footer + 8)));
        regions.add(new Region("filter", bytes.getLong(footer + 16), bytes.getLong(footer + 24)));
        regions.add(new Region("properties", bytes.getLong(footer + 32), bytes.getLong(footer + 40)));
        regions.add(new Region("footer", footer, FOOTER));
        return regions;
    }
}
