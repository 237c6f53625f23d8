package io.varve.nativeio;

/// How a mapped range will be used.
///
/// The first four are kept by the kernel with the mapping, and a part of a mapping that differs from the
/// rest counts as a mapping of its own: given page by page they would use up what a process may map. So
/// they are for whole mappings only.
public enum MapAdvice {
    /// No special treatment.
    NORMAL,

    /// In no order: read-ahead would be wasted.
    RANDOM,

    /// Front to back, once.
    SEQUENTIAL,

    /// In large pages, where the kernel has them for files: they are made present in a fraction of the time, and
    /// take fewer entries of the processor's tables. A kernel without says `-EINVAL`.
    HUGE,

    /// Soon: start reading now, without waiting.
    WILL_NEED,

    /// Not soon: the pages may be unmapped; they come back from the file when touched.
    DONT_NEED;

    /// True when it can only be given to all of a mapping.
    public boolean isForWholeMapping() {
        return this == NORMAL || this == RANDOM || this == SEQUENTIAL || this == HUGE;
    }
}
