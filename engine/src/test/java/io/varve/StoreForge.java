package io.varve;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// Changes the files of a store as somebody would who knows the formats: hostile numbers, with all checksums
/// put right. Written from docs/formats.md (log of version 2, manifest of version 3; [TableForge] for tables), not
/// from the code that reads.
final class StoreForge {
    private static final int LOG_HEADER_SIZE = 4096;
    private static final int FIRST_FRAME_HEADER_SIZE = 104;
    private static final int FRAME_HEADER_SIZE = 72;
    private static final int UNIT = 512;
    private static final int EDIT_HEADER_SIZE = 40;
    private static final int CUTS_TAG = 6;
    private static final int CUT_SIZE = 40;

    /// The header of a first frame and the beginning of its records, in parts of 4.
    private static final int FRAME_PARTS = 38;

    /// All numbers of the header of a segment, in parts of 4.
    private static final int LOG_HEADER_PARTS = 21;

    final Map<String, byte[]> files = new TreeMap<>();
    private final SplittableRandom random;

    /// How many numbers were changed below checksums that were put right.
    int sealed;

    /// What was done, for a failure.
    final StringBuilder deeds = new StringBuilder();

    StoreForge(Map<String, byte[]> original, SplittableRandom random) {
        original.forEach((path, content) -> files.put(path, content.clone()));
        this.random = random;
    }

    /// One to three changes to logs, manifest, tables and names.
    void forge(Map<String, byte[]> strangers) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(14)) {
                case 10, 11, 12 -> forgeTable();
                case 13 -> splice();
                case 0, 1, 2, 3 -> forgeFrame();
                case 4 -> forgeSegmentHeader();
                case 5, 6, 7 -> forgeManifest();
                default -> forgeFiles(strangers);
            }
        }
    }

    /// Puts all checksums of a store right that nobody has changed; they must come out as they are.
    void resealAll() {
        for (String path : paths(".log")) {
            ByteBuffer log = buffer(path);
            log.putInt(8, crc(new byte[0], log, 12, LOG_HEADER_SIZE - 12));
            frames(log).forEach(at -> fixFrame(log, at));
            sealed += frames(log).size();
        }
        for (String path : paths("/manifest-")) {
            ByteBuffer manifest = buffer(path);
            seal(manifest, edits(manifest), true);
            sealed += edits(manifest).size();
        }
        for (String path : paths(".sst")) {
            new TableForge(buffer(path)).seal();
            sealed++;
        }
    }

    private void forgeFrame() {
        String path = any(paths(".log"));
        ByteBuffer log = buffer(path);
        List<Integer> frames = frames(log);
        if (frames.isEmpty()) {
            return;
        }
        int index = random.nextInt(frames.size());
        int at = frames.get(index);
        int target = at + 4 * random.nextInt(FRAME_PARTS);
        tell(path + ": frame at " + at + ", offset " + (target - at));
        putHostile(log, target);
        fixFrame(log, at);
        sealed++;
        if (random.nextBoolean()) { // those behind it follow it again
            for (int i = index + 1; i < frames.size(); i++) {
                log.putInt(frames.get(i) + 12, log.getInt(frames.get(i - 1) + 4));
                fixFrame(log, frames.get(i));
            }
        }
    }

    private void forgeSegmentHeader() {
        String path = any(paths(".log"));
        ByteBuffer log = buffer(path);
        List<Integer> frames = frames(log);
        int target = 12 + 4 * random.nextInt(LOG_HEADER_PARTS);
        tell(path + ": header, offset " + target);
        putHostile(log, target);
        log.putInt(8, crc(new byte[0], log, 12, LOG_HEADER_SIZE - 12));
        sealed++;
        if (random.nextBoolean()) { // the frames belong to what the header now says
            frames.forEach(at -> fixFrame(log, at));
        }
    }

    private void forgeManifest() {
        String path = any(paths("/manifest-"));
        ByteBuffer manifest = buffer(path);
        List<Integer> edits = edits(manifest);
        if (edits.isEmpty() || random.nextInt(8) == 0) {
            int target = 12 + 4 * random.nextInt(13);
            tell(path + ": header, offset " + target);
            putHostile(manifest, target);
        } else {
            int at = edits.get(random.nextInt(edits.size()));
            int length = Math.clamp(manifest.getInt(at), EDIT_HEADER_SIZE, UNIT);
            int target = at + 4 * random.nextInt((length + 3) / 4);
            tell(path + ": edit at " + at + ", offset " + (target - at));
            putHostile(manifest, target);
        }
        seal(manifest, edits, random.nextInt(4) != 0);
        sealed++;
    }

    /// Makes the last cut that the only manifest has name another last operation.
    void forgeLastCut(int more) {
        ByteBuffer manifest = buffer(paths("/manifest-").getFirst());
        List<Integer> edits = edits(manifest);
        int cut = 0;
        for (int edit : edits) {
            int end = edit + manifest.getInt(edit);
            for (int at = edit + EDIT_HEADER_SIZE; at < end; at += 8 + (manifest.getInt(at + 4) + 7 & -8)) {
                cut = manifest.getShort(at) == CUTS_TAG ? at + manifest.getInt(at + 4) + 8 - CUT_SIZE : cut;
            }
        }
        manifest.putLong(cut + 16, manifest.getLong(cut + 16) + more);
        seal(manifest, edits, true);
    }

    /// Most often the manifest expects the table that there is now.
    private void forgeTable() {
        String path = any(paths(".sst"));
        if (path.isEmpty()) {
            return;
        }
        ByteBuffer file = buffer(path);
        TableForge table = new TableForge(file);
        long number = table.number();
        int before = table.checksum();
        int target = table.target(random);
        tell(path + ": offset " + target + " of " + file.capacity());
        putHostile(file, target);
        table.seal();
        sealed++;
        if (random.nextInt(4) != 0) {
            paths("/manifest-").forEach(manifest -> expect(buffer(manifest), number, before, table.checksum()));
        }
    }

    /// Changes the checksum that edits of a manifest expect of a table.
    private static void expect(ByteBuffer manifest, long number, int before, int checksum) {
        for (int at = UNIT; at <= manifest.capacity() - 24; at += Integer.BYTES) {
            if (manifest.getLong(at) == number && manifest.getInt(at + 16) == before) {
                manifest.putInt(at + 16, checksum);
            }
        }
        seal(manifest, edits(manifest), true);
    }

    /// A file that begins as one and goes on as another, or ends early.
    private void splice() {
        String a = any(new ArrayList<>(files.keySet()));
        byte[] begin = bytes(files, a);
        byte[] end = bytes(files, any(new ArrayList<>(files.keySet())));
        int at = random.nextInt(begin.length + 1) & (random.nextBoolean() ? -8 : -512);
        boolean isCut = random.nextInt(3) == 0 || at > end.length;
        byte[] spliced = Arrays.copyOf(begin, isCut ? at : end.length);
        if (!isCut) {
            System.arraycopy(end, at, spliced, at, end.length - at);
        }
        tell(a + (isCut ? " cut at " : " spliced at ") + at);
        files.put(a, spliced);
    }

    private static void seal(ByteBuffer manifest, List<Integer> edits, boolean isChained) {
        manifest.putInt(8, crc(new byte[0], manifest, 12, UNIT - 12));
        int previous = manifest.getInt(8);
        for (int at : edits) {
            if (isChained) {
                manifest.putInt(at + 32, previous);
            }
            fixEdit(manifest, at);
            previous = manifest.getInt(at + 4);
        }
    }

    private void forgeFiles(Map<String, byte[]> strangers) {
        String a = any(new ArrayList<>(files.keySet()));
        String b = any(new ArrayList<>(files.keySet()));
        byte[] content = bytes(files, a);
        switch (random.nextInt(6)) {
            case 0 -> {
                tell(a + " and " + b + " exchanged");
                files.put(a, bytes(files, b));
                files.put(b, content);
            }
            case 1 -> {
                tell(a + " as " + b);
                files.put(b, content.clone());
            }
            case 2 -> {
                String name = random.nextBoolean()
                        ? "/store/wal/%020d.log".formatted(random.nextInt(12))
                        : "/store/tables/%020d.sst".formatted(random.nextInt(12));
                tell(a + " doubled as " + name);
                files.put(name, content.clone());
            }
            case 3 -> {
                tell(a + " removed");
                files.remove(a);
            }
            case 4 -> {
                String name = "/store/marker.%016d.%016d".formatted(random.nextInt(5), random.nextInt(5));
                tell("made " + name);
                files.put(name, new byte[0]);
            }
            default -> {
                String stranger = any(new ArrayList<>(strangers.keySet()));
                tell(stranger + " of another store");
                files.put(stranger, bytes(strangers, stranger).clone());
            }
        }
    }

    private void putHostile(ByteBuffer file, int at) {
        int value = switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Integer.MAX_VALUE;
            case 3 -> Integer.MIN_VALUE;
            case 4 -> random.nextInt();
            case 5 -> 8 * random.nextInt(4096);
            case 6 -> 1 << random.nextInt(32);
            case 7 -> file.getInt(at) + 1;
            case 8 -> file.getInt(at) - 1;
            default -> random.nextInt(300);
        };
        deeds.append(" = ").append(value);
        file.putInt(at, value);
    }

    private static void fixFrame(ByteBuffer log, int at) {
        byte[] identity = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at)
                .putInt(segmentSeed(log))
                .array();
        int headerSize = at == LOG_HEADER_SIZE ? FIRST_FRAME_HEADER_SIZE : FRAME_HEADER_SIZE;
        int length = log.getInt(at);
        if (length >= headerSize && length <= log.capacity() - at) {
            log.putInt(at + 8, crc(identity, log, at + headerSize, length - headerSize));
        }
        byte[] begin = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(identity)
                .putInt(length)
                .array();
        log.putInt(at + 4, crc(begin, log, at + 8, headerSize - 8));
    }

    private static int segmentSeed(ByteBuffer log) {
        byte[] store = new byte[16];
        log.get(16, store);
        ByteBuffer digits = ByteBuffer.wrap(store); // its digits are read from the highest
        ByteBuffer identity = ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(digits.getLong(0))
                .putLong(digits.getLong(8))
                .putLong(log.getLong(32))
                .putLong(log.getLong(40));
        return crc(identity.array(), log, 0, 0);
    }

    private static void fixEdit(ByteBuffer manifest, int at) {
        int length = manifest.getInt(at);
        long padded = (1L * length + UNIT - 1) / UNIT * UNIT;
        if (length >= EDIT_HEADER_SIZE && padded <= manifest.capacity() - at) {
            ByteBuffer begin = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
            byte[] store = new byte[16];
            manifest.get(16, store);
            begin.put(store).putLong(manifest.getLong(32)).putLong(at).putInt(length);
            manifest.putInt(at + 4, crc(begin.array(), manifest, at + 8, (int) padded - 8));
        }
    }

    private static int crc(byte[] begin, ByteBuffer file, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(begin);
        crc.update(file.slice(from, length));
        return (int) crc.getValue();
    }

    private static List<Integer> frames(ByteBuffer log) {
        List<Integer> frames = new ArrayList<>();
        int at = LOG_HEADER_SIZE;
        while (at >= 0 && at <= log.capacity() - 4 * FRAME_PARTS && log.getInt(at) > 0) {
            frames.add(at);
            at += Math.min(log.getInt(at), log.capacity()) + 7 & -8;
        }
        return frames;
    }

    private static List<Integer> edits(ByteBuffer manifest) {
        List<Integer> edits = new ArrayList<>();
        int at = UNIT;
        while (at <= manifest.capacity() - UNIT && manifest.getInt(at) > 0) {
            edits.add(at);
            at += Math.max(1, Math.min(manifest.getInt(at), manifest.capacity()) + UNIT - 1) / UNIT * UNIT;
        }
        return edits;
    }

    /// Files of a kind that are long enough to be forged.
    private List<String> paths(String kind) {
        return files.keySet().stream()
                .filter(path -> path.contains(kind) && bytes(files, path).length > leastSize(kind))
                .toList();
    }

    private static int leastSize(String kind) {
        return kind.equals(".sst") ? 2 * TableForge.FOOTER_SIZE : LOG_HEADER_SIZE;
    }

    private ByteBuffer buffer(String path) {
        return path.isEmpty()
                ? ByteBuffer.allocate(2 * LOG_HEADER_SIZE)
                : ByteBuffer.wrap(bytes(files, path)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(Map<String, byte[]> of, String path) {
        return Objects.requireNonNull(of.get(path), path);
    }

    private String any(List<String> paths) {
        return paths.isEmpty() ? "" : paths.get(random.nextInt(paths.size()));
    }

    private void tell(String deed) {
        deeds.append(deeds.isEmpty() ? "" : "; ").append(deed);
    }
}
