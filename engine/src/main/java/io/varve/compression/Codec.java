package io.varve.compression;

import io.varve.error.MissingLibraryException;
import org.jspecify.annotations.Nullable;

/// A way to make bytes fewer, as files call it.
public enum Codec {
    /// As they are.
    NONE(0, "none"),
    /// LZ4 blocks.
    LZ4(1, "at.yawk.lz4:lz4-java"),
    /// Zstandard frames.
    ZSTD(2, "com.github.luben:zstd-jni");

    private static final Codec[] ALL = values();

    private final int number;
    private final String library;

    Codec(int number, String library) {
        this.number = number;
        this.library = library;
    }

    /// The codec that files call so; null when there is none.
    public static @Nullable Codec of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : null;
    }

    /// How files call it: its place among all.
    public int number() {
        return number;
    }

    /// The artifact that has it.
    public String library() {
        return library;
    }

    /// Whether its library is there and can be loaded.
    public boolean isThere() {
        return why() == null;
    }

    /// Returns when its library can be used.
    ///
    /// @param what needs it, for the message
    /// @throws MissingLibraryException when not
    public void require(String what) {
        Throwable why = why();
        if (why != null) {
            throw new MissingLibraryException(what, name(), library, why);
        }
    }

    /// What compresses, for one thread.
    public Packer newPacker() {
        return switch (this) {
            case NONE -> throw new IllegalStateException("nothing is to be compressed");
            case LZ4 -> new Lz4();
            case ZSTD -> new ZstdPacker();
        };
    }

    /// What decompresses, for one thread.
    public Unpacker newUnpacker() {
        return switch (this) {
            case NONE -> throw new IllegalStateException("nothing is compressed");
            case LZ4 -> new Lz4();
            case ZSTD -> new ZstdUnpacker();
        };
    }

    /// Why it cannot be used: tried with all that is in it, so that nobody meets a half of a library later.
    private @Nullable Throwable why() {
        if (this == NONE) {
            return null;
        }
        try {
            newPacker().close();
            newUnpacker().close();
            return null;
        } catch (LinkageError | RuntimeException absent) {
            return absent;
        }
    }
}
