package io.varve.nativeio;

/// The seam to off-heap memory. All of it is taken from one [MemoryBudget], under the account of the
/// purpose it serves.
///
/// **Requires:** whoever gives memory back answers for that nobody still reads or writes through its
/// [Region] or a slice of it: those accesses are not counted, and one that comes late ends the process
/// or meets a stranger's memory. The calls of this interface are: [#prefault] and [#lock] that are
/// overtaken by [#free] end undisturbed, and the memory goes behind them.
public interface Memory {
    /// Takes zeroed memory from the machine.
    ///
    /// @param account what it is for; charged with the region's size until [#free]
    /// @param size bytes; rounded up to whole pages of the kind asked for
    /// @throws MemoryRefusedException when the budget or the kernel says no; nothing was taken
    Region allocate(MemoryAccount account, long size, Pages pages);

    /// Gives memory back. Freeing twice is harmless, from two threads at once too; every other use
    /// afterwards is an error, which [Checked] mode catches. Memory that was written outside of its bounds
    /// is an `IllegalStateException` in that mode, and given back all the same; so in [#renew].
    void free(Region region);

    /// Ends the life of a region and hands its memory out again under a new one, without going to the
    /// machine and without zeroing it. For [RegionPool].
    Region renew(Region region);

    /// Makes every page of a region present, so that no later access waits for the kernel. Takes
    /// long (10 us per fresh page on a virtual machine): not for threads that must not wait.
    int prefault(Region region);

    /// Keeps a region, as it was taken and not a slice, in memory (`mlock`); `-ENOMEM` or `-EPERM` when the process may
    /// not.
    int lock(Region region);

    /// What may be taken in all, and by whom it was.
    MemoryBudget budget();
}
