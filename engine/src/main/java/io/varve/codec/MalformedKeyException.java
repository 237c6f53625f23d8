package io.varve.codec;

/// Bytes that no value is written as: of another type, or damaged.
public final class MalformedKeyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int offset;

    MalformedKeyException(int offset, String problem) {
        super("at byte " + offset + ": " + problem);
        this.offset = offset;
    }

    /// Where in the key.
    public int offset() {
        return offset;
    }
}
