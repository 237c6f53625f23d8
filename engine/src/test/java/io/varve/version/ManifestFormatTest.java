package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The bytes of a manifest are the documented ones, and files of earlier builds still open.
///
/// After a change of the format (until 0.1, D-20), `-Dio.varve.golden=write` makes the golden files anew.
final class ManifestFormatTest {
    private static final Path RESOURCES = Path.of("src/test/resources/golden");

    @Test
    void writesTheGoldenFile() throws Exception {
        byte[] bytes = ManifestGolden.bytes();
        if ("write".equals(System.getProperty("io.varve.golden"))) {
            Files.createDirectories(RESOURCES);
            Files.write(RESOURCES.resolve("manifest-v3.bin"), bytes);
            Files.writeString(RESOURCES.resolve("manifest-v3.txt"), dump(bytes));
        }

        assertArrayEquals(resource("manifest-v3.bin"), bytes);
        assertEquals(new String(resource("manifest-v3.txt"), StandardCharsets.UTF_8), dump(bytes));
        assertEquals(Set.of("LOCK", ManifestGolden.MANIFEST, ManifestGolden.MARKER), ManifestGolden.names());
    }

    @Test
    void isDumpedWhateverItsBytesAre() {
        byte[] golden = ManifestGolden.bytes();
        for (int offset = 0; offset < 4096; offset++) {
            byte[] damaged = golden.clone();
            damaged[offset] ^= (byte) 0x80;

            assertFalse(dump(damaged).isEmpty());
            assertFalse(dump(Arrays.copyOf(golden, offset)).isEmpty());
        }
    }

    @Test
    void readsTheGoldenFile() throws Exception {
        ManifestFound found = ManifestGolden.read(resource("manifest-v3.bin"));

        assertEquals(
                new ManifestState(
                        ManifestLife.CREATION,
                        ManifestGolden.LAST,
                        ManifestGolden.EPOCH,
                        1_700_000_000_500L,
                        ManifestLife.floors(3, 9, 17, 1001, 8, 5),
                        ManifestGolden.CUTS,
                        new Installed(4, ManifestGolden.TABLES, ManifestGolden.SNAPSHOTS),
                        true),
                found.state());
        assertEquals(5, found.report().edits());
        assertFalse(found.report().isTorn());
    }

    @Test
    void isDocumentedWithTheGoldenFile() throws Exception {
        String formats = Files.readString(Path.of("../docs/formats.md"));
        String dump = new String(resource("manifest-v3.txt"), StandardCharsets.UTF_8);

        assertTrue(formats.contains(dump), "docs/formats.md shows another example than manifest-v3.txt");
    }

    @Test
    void namesFilesByNumber() {
        MarkerName marker = new MarkerName(3, 7);

        assertEquals("marker.0000000000000003.0000000000000007", marker.name());
        assertEquals("manifest-0000000000000007", marker.manifestName());
        assertEquals(marker, MarkerName.parse(marker.name()));
        assertEquals(FileNumber.MAX, MarkerName.parseManifest(MarkerName.manifestName(FileNumber.MAX)));
        assertThrows(IllegalArgumentException.class, () -> MarkerName.manifestName(FileNumber.MAX + 1));
        assertThrows(IllegalArgumentException.class, () -> MarkerName.manifestName(0));
        for (String other : new String[] {
            "marker.0000000000000003.000000000000000",
            "marker.0000000000000003.00000000000000071",
            "marker.0000000000000003-0000000000000007",
            "marker.000000000000000a.0000000000000007",
            "marker.0000000000000000.0000000000000007",
            "Marker.0000000000000003.0000000000000007",
            "manifest-0000000000000007",
            "",
            "LOCK",
            "marker.+000000000000003.0000000000000007"
        }) {
            assertEquals(null, MarkerName.parse(other), other);
        }
        assertEquals(0, MarkerName.parseManifest("manifest-7"));
        assertEquals(0, MarkerName.parseManifest("manifest-000000000000000٣"));
    }

    @Test
    void ordersMarkersByIterationThenManifest() {
        assertTrue(new MarkerName(2, 1).compareTo(new MarkerName(1, 9)) > 0);
        assertTrue(new MarkerName(2, 3).compareTo(new MarkerName(2, 2)) > 0);
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream in = ManifestFormatTest.class.getResourceAsStream("/golden/" + name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }

    private static String dump(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        ManifestDump.print(bytes, line -> text.append(line).append('\n'));
        return text.toString();
    }
}
