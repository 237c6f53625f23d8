package io.varve;

import io.varve.compression.Codec;

/// How the blocks of tables are made smaller. A block that saves less than an eighth by it is stored as it is.
///
/// A store reads what it has written whatever the options say later, as long as the library is there: each of them
/// is an optional dependency, and who opens a store that needs one without having it is told its name.
public enum Compression {
    /// Not at all: reads see what is mapped, and copy nothing.
    NONE(Codec.NONE),

    /// By `at.yawk.lz4:lz4-java`: fast; a get from a table takes about a microsecond more.
    LZ4(Codec.LZ4),

    /// By `com.github.luben:zstd-jni`: smaller than [#LZ4], and slower: about two microseconds.
    ZSTD(Codec.ZSTD);

    private final Codec codec;

    Compression(Codec codec) {
        this.codec = codec;
    }

    Codec codec() {
        return codec;
    }
}
