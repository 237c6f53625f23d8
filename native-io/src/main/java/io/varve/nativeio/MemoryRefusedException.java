package io.varve.nativeio;

/// Off-heap memory was asked for and not given; nothing was taken.
public final class MemoryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /// Refused by our own budget.
    public MemoryRefusedException(String message) {
        this(message, 0);
    }

    /// Refused by the kernel.
    public MemoryRefusedException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /// True when the budget said no, false when the kernel did.
    public boolean isBudget() {
        return errno == 0;
    }

    /// What the kernel answered; 0 when it was not asked.
    public int errno() {
        return errno;
    }
}
