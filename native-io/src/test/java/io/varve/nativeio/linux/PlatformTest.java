package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.ChildJvm;
import org.junit.jupiter.api.Test;

final class PlatformTest {
    @Test
    void namesTheMachineItDoesNotRunOn() {
        assertEquals(
                "Varve runs on Linux on x86-64 or aarch64; this is Mac OS X on aarch64.",
                Platform.problem("Mac OS X", "aarch64", true));
        assertEquals(
                "Varve runs on Linux on x86-64 or aarch64; this is Linux on riscv64.",
                Platform.problem("Linux", "riscv64", true));
        assertNull(Platform.problem("Linux", "amd64", true));
        assertNull(Platform.problem("Linux", "aarch64", true));
    }

    @Test
    void asksForNativeAccessInOneSentenceAndWithoutAWarning() throws Exception {
        ChildJvm.Result result = new ChildJvm().withoutNativeAccess().run(Opener.class);
        assertEquals("", result.errors());
        assertTrue(result.output().startsWith("Varve needs native access: start Java with --enable-native-access="));
        assertEquals(1, result.output().lines().count());
    }

    @Test
    void printsNothingWhenItHasNativeAccess() throws Exception {
        ChildJvm.Result result = new ChildJvm().run(Opener.class);
        assertEquals("", result.errors());
        assertEquals("opened\n", result.output());
    }

    /// The child: opens the current directory, or says why not.
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            try {
                Linux.disk().openDirectory(".").close();
                System.out.println("opened");
            } catch (UnsupportedOperationException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }
}
