package io.varve.nativeio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

final class ErrnoTest {
    @Test
    void saysWhatFailedOnWhatAndWhy() {
        assertEquals(
                "fdatasync of 7.log: EIO (5): input/output error", Errno.describe("fdatasync", "7.log", -Errno.EIO));
        assertEquals("errno 4000", Errno.describe(-4000));
    }

    @Test
    void hasWordsForEveryConstant() throws IllegalAccessException {
        for (Field field : Errno.class.getFields()) {
            String text = Errno.describe(-field.getInt(null));
            assertTrue(text.startsWith(field.getName() + " (" + field.getInt(null) + "): "), text);
        }
    }
}
