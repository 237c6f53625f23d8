package io.varve.nativeio;

/// What the kernel lets this process use; `Long.MAX_VALUE` means without limit.
///
/// @param openFiles file descriptors (`RLIMIT_NOFILE`, soft)
/// @param lockedBytes memory that may be locked (`RLIMIT_MEMLOCK`, soft)
/// @param mappings mapped ranges (`vm.max_map_count`)
/// @param pageSize bytes of a page
/// @param hugePageSize bytes of a huge page; 0 when transparent huge pages are off
public record Limits(long openFiles, long lockedBytes, long mappings, int pageSize, int hugePageSize) {}
