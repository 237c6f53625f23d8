package io.varve.nativeio.sim;

/// What a simulated file system and its device promise, and what they do not.
///
/// @param atomicSize bytes of an aligned write that a power cut keeps or loses together: 512 or 4096; of
///     stores through a mapping, between two calls of the seam, any 8 bytes survive by themselves
/// @param tearsSectors true when a power cut may leave even those half-written, at any byte
/// @param renamesAtomically false when a rename that was not synced may leave both names
/// @param journalsInOrder true when changes of metadata (names, sizes, extents) survive as a prefix in the
///     order they were made; false when any subset may
/// @param writesDataFirst true when the data of a write reaches the medium before the size and the
///     extents that point to it, so that these never survive alone
/// @param exposesStaleData true when space that was allocated but whose data was lost may read as
///     somebody's old bytes instead of zeros
/// @param directAlignment what direct I/O must be aligned to; 0 when there is none
/// @param writesBackOneIn one call in so many finds that the kernel wrote some dirty data to the device,
///     or dropped clean pages after a failed sync; 0 when never
/// @param capacityBytes room for data
public record DiskProfile(
        int atomicSize,
        boolean tearsSectors,
        boolean renamesAtomically,
        boolean journalsInOrder,
        boolean writesDataFirst,
        boolean exposesStaleData,
        int directAlignment,
        int writesBackOneIn,
        long capacityBytes) {
    private static final long ROOM = 1L << 34;

    /// All that POSIX and the device standards allow, except sectors torn inside.
    public static final DiskProfile ADVERSARIAL = new DiskProfile(512, false, false, false, false, true, 512, 8, ROOM);

    /// [#ADVERSARIAL], and sectors tear at any byte.
    public static final DiskProfile TEARING = ADVERSARIAL.withTearing(true);

    /// A journal, data written before the metadata that points to it, pages of 4096 bytes not torn.
    public static final DiskProfile ORDERED = new DiskProfile(4096, false, true, true, true, false, 512, 8, ROOM);

    /// A profile that writes data and metadata in no order.
    public DiskProfile(
            int atomicSize,
            boolean tearsSectors,
            boolean renamesAtomically,
            boolean journalsInOrder,
            boolean exposesStaleData,
            int directAlignment,
            int writesBackOneIn,
            long capacityBytes) {
        this(
                atomicSize,
                tearsSectors,
                renamesAtomically,
                journalsInOrder,
                false,
                exposesStaleData,
                directAlignment,
                writesBackOneIn,
                capacityBytes);
    }

    /// Throws when the numbers make no sense.
    public DiskProfile {
        if (atomicSize != 512 && atomicSize != 4096) {
            throw new IllegalArgumentException("atomic writes of " + atomicSize + " bytes are not simulated");
        }
        if (directAlignment % 512 != 0) {
            throw new IllegalArgumentException("direct I/O aligned to " + directAlignment + " bytes is not simulated");
        }
    }

    /// The same with other tearing.
    public DiskProfile withTearing(boolean tears) {
        return new DiskProfile(
                atomicSize,
                tears,
                renamesAtomically,
                journalsInOrder,
                writesDataFirst,
                exposesStaleData,
                directAlignment,
                writesBackOneIn,
                capacityBytes);
    }

    /// The same with another atomic unit.
    public DiskProfile withAtomicSize(int size) {
        return new DiskProfile(
                size,
                tearsSectors,
                renamesAtomically,
                journalsInOrder,
                writesDataFirst,
                exposesStaleData,
                directAlignment,
                writesBackOneIn,
                capacityBytes);
    }

    /// The same without direct I/O, as on tmpfs.
    public DiskProfile withoutDirect() {
        return new DiskProfile(
                atomicSize,
                tearsSectors,
                renamesAtomically,
                journalsInOrder,
                writesDataFirst,
                exposesStaleData,
                0,
                writesBackOneIn,
                capacityBytes);
    }

    /// The same with other room.
    public DiskProfile withCapacity(long bytes) {
        return new DiskProfile(
                atomicSize,
                tearsSectors,
                renamesAtomically,
                journalsInOrder,
                writesDataFirst,
                exposesStaleData,
                directAlignment,
                writesBackOneIn,
                bytes);
    }

    /// The same with a kernel that acts of its own accord in one call of so many; 0 for never.
    public DiskProfile withWriteBackOneIn(int calls) {
        return new DiskProfile(
                atomicSize,
                tearsSectors,
                renamesAtomically,
                journalsInOrder,
                writesDataFirst,
                exposesStaleData,
                directAlignment,
                calls,
                capacityBytes);
    }
}
