package io.varve.nativeio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class Crc32cTest {
    private final Crc32c crc = new Crc32c();

    /// The check value of the CRC-32C catalogue entry.
    @Test
    void isThePublishedFunction() {
        Region region = region("123456789");
        assertEquals(0xE3069283, crc.begin().update(region, 0, 9).value());
    }

    @Test
    void doesNotDependOnHowARangeIsCut() {
        Region region = region("a longer text to be cut in two at every place");
        int length = (int) region.size();
        int whole = crc.begin(42).update(region, 0, length).value();
        for (int cut = 0; cut <= length; cut++) {
            assertEquals(
                    whole,
                    crc.begin(42)
                            .update(region, 0, cut)
                            .update(region, cut, length - cut)
                            .value());
        }
        assertNotEquals(whole, crc.begin(43).update(region, 0, length).value());
    }

    @Test
    void switchesBetweenRegions() {
        Region first = region("12345");
        Region second = region("6789");
        assertEquals(
                0xE3069283, crc.begin().update(first, 0, 5).update(second, 0, 4).value());
    }

    /// As a writer does that goes from buffer to buffer.
    @Test
    void goesRoundFourRegionsWithoutAllocating() {
        Region[] regions = {region("1234"), region("56"), region("7"), region("89")};
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 1;
        for (int round = 0; round < 50 && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                crc.begin();
                for (Region region : regions) {
                    crc.update(region, 0, (int) region.size());
                }
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertEquals(0, allocated, "bytes allocated in 1000 checksums");
        assertEquals(0xE3069283, crc.value());
    }

    @Test
    void goesRoundManyRegions() {
        for (int round = 0; round < 3; round++) {
            crc.begin();
            for (int i = 1; i <= 9; i++) {
                crc.update(region("" + i), 0, 1);
            }
            assertEquals(0xE3069283, crc.value());
        }
    }

    @Test
    void staysInsideTheRegion() {
        Region region = region("123456789");
        assertThrows(IndexOutOfBoundsException.class, () -> crc.update(region, 1, 9));
        assertThrows(IndexOutOfBoundsException.class, () -> crc.update(region, -1, 1));
        region.life().end();
        assertThrows(IllegalStateException.class, () -> crc.update(region, 0, 1));
    }

    private static Region region(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Region region = Region.over(Arena.ofAuto().allocate(bytes.length), "text");
        region.copyFrom(0, bytes, 0, bytes.length);
        return region;
    }
}
