package io.varve.nativeio;

/// A range of a file, mapped into memory and shared with everybody who maps it.
///
/// **Requires:** nothing of a mapped range is checksummed, compared in bulk, compared-and-set, or
/// handed to native code: if the file is cut or its device fails under it, those end the process,
/// where a plain access or copy is an `InternalError`, possibly late. Copy out first. ([Crc32c] refuses
/// mapped memory, compare-and-set asserts that it is none; a segment in other hands, nobody checks.)
///
/// **Requires:** whoever closes a mapping answers for that nobody still reads or writes through its
/// [Region] or a slice of it: those accesses are not counted, and one that comes late ends the process
/// or meets a stranger's memory. The calls of this interface are: one that a close overtakes ends
/// undisturbed, and the range is unmapped behind it.
///
/// There is no sync here on purpose: the one call that makes mapped stores durable, and answers for
/// it, is [DiskFile#dataSync()] of the file.
public interface Mapping extends Handle {
    /// The mapped bytes; of a mapping for [MapMode#READ], with a segment that is read-only. They are gone
    /// after [#close()].
    Region region();

    /// Makes every page of a range present and writable (`MADV_POPULATE_WRITE`), so that stores to
    /// it cannot fault. Where there is no space or no file behind it: `-EFAULT`, not a signal.
    int populateWrite(long offset, long length);

    /// Makes every page of a range present and readable (`MADV_POPULATE_READ`).
    int populateRead(long offset, long length);

    /// Tells the kernel how a range will be used; all of the mapping, or `IllegalArgumentException`, where
    /// [MapAdvice] says so.
    int advise(long offset, long length, MapAdvice advice);

    /// How many pages of a range are in the page cache now (`mincore`), or `-errno`.
    int residentPages(long offset, long length);
}
