package io.varve.version;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A state of the store that has a name: its files stay until it is dropped.
///
/// @param name by which it is found, [#checkName]
/// @param id of the install that made it
/// @param sequence of the last operation that it holds; later ones that its tables may have are not part of it
/// @param tables that were alive then, in the order of [ManifestState#tables()]
public record NamedSnapshot(String name, long id, long sequence, List<LiveTable> tables) {
    /// The most bytes of a name in UTF-8.
    public static final int MAX_NAME_BYTES = 255;

    /// Throws `IllegalArgumentException` when the numbers or the name make no sense.
    public NamedSnapshot {
        checkName(name);
        tables = List.copyOf(tables);
        if (id < 1 || sequence < 0) {
            throw new IllegalArgumentException("snapshot " + name + " with id " + id + ", sequence " + sequence);
        }
    }

    /// Throws unless a snapshot may have this name: 1 to [#MAX_NAME_BYTES] bytes in UTF-8, whatever they mean.
    ///
    /// @return the same name
    /// @throws IllegalArgumentException that says what is wrong with it
    public static String checkName(String name) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("the name of a snapshot has half a surrogate pair in it");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "the name of a snapshot has " + bytes + " bytes in UTF-8; allowed is 1 to " + MAX_NAME_BYTES);
        }
        return name;
    }

    /// The name as it stands in the manifest.
    byte[] nameBytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
