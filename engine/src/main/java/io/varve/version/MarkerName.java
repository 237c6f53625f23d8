package io.varve.version;

import org.jspecify.annotations.Nullable;

/// A marker: an empty file whose name says which manifest is current, as in
/// `marker.0000000000000003.0000000000000007`.
///
/// The one with the highest iteration counts; of one iteration, which only a fenced opener can leave behind,
/// the one with the highest manifest number, which is the successor's. A name comes into being at once or
/// not at all, so there is nothing in the file that could be torn; iteration and number are repeated in the
/// header of the manifest, so a name that was changed is found out.
///
/// @param iteration how often the current manifest has changed, the first one included
/// @param manifest its number
record MarkerName(long iteration, long manifest) implements Comparable<MarkerName> {
    private static final String PREFIX = "marker.";
    private static final String MANIFEST_PREFIX = "manifest-";
    private static final int MANIFEST_START = PREFIX.length() + FileNumber.DIGITS + 1;
    private static final int LENGTH = MANIFEST_START + FileNumber.DIGITS;

    /// The marker of this name; null when it is none.
    static @Nullable MarkerName parse(String name) {
        if (name.length() != LENGTH || !name.startsWith(PREFIX) || name.charAt(MANIFEST_START - 1) != '.') {
            return null;
        }
        long iteration = FileNumber.parse(name, PREFIX.length());
        long manifest = FileNumber.parse(name, MANIFEST_START);
        return iteration == 0 || manifest == 0 ? null : new MarkerName(iteration, manifest);
    }

    String name() {
        return PREFIX + FileNumber.format(iteration) + "." + FileNumber.format(manifest);
    }

    /// The name of the manifest that this one names.
    String manifestName() {
        return manifestName(manifest);
    }

    @Override
    public int compareTo(MarkerName other) {
        int byIteration = Long.compare(iteration, other.iteration);
        return byIteration != 0 ? byIteration : Long.compare(manifest, other.manifest);
    }

    static String manifestName(long number) {
        return MANIFEST_PREFIX + FileNumber.format(number);
    }

    /// The number of the manifest with this name; 0 when it is none.
    static long parseManifest(String name) {
        boolean isOne =
                name.length() == MANIFEST_PREFIX.length() + FileNumber.DIGITS && name.startsWith(MANIFEST_PREFIX);
        return isOne ? FileNumber.parse(name, MANIFEST_PREFIX.length()) : 0;
    }
}
