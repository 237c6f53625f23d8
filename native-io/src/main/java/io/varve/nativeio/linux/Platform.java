package io.varve.nativeio.linux;

import org.jspecify.annotations.Nullable;

/// Whether this machine and this process can run us at all.
final class Platform {
    static final boolean IS_AARCH64 = isAarch64(System.getProperty("os.arch", ""));

    private Platform() {}

    /// Throws `UnsupportedOperationException` with one clear sentence when we cannot work here; before
    /// anything native is touched, so that the JDK has nothing to warn about.
    static void check() {
        String problem = problem(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                Platform.class.getModule().isNativeAccessEnabled());
        if (problem != null) {
            throw new UnsupportedOperationException(problem);
        }
    }

    static @Nullable String problem(String system, String processor, boolean isNativeAccessEnabled) {
        boolean isKnown = isAarch64(processor) || processor.equals("amd64") || processor.equals("x86_64");
        if (!system.equals("Linux") || !isKnown) {
            return "Varve runs on Linux on x86-64 or aarch64; this is " + system + " on " + processor + ".";
        }
        if (!isNativeAccessEnabled) {
            return "Varve needs native access: start Java with --enable-native-access=ALL-UNNAMED, or with"
                    + " --enable-native-access=io.varve.nativeio when it is on the module path.";
        }
        return null;
    }

    private static boolean isAarch64(String processor) {
        return processor.equals("aarch64") || processor.equals("arm64");
    }
}
