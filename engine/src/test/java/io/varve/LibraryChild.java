package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.InvalidOptionsException;
import io.varve.error.MissingLibraryException;
import java.nio.file.Path;

/// The process of [StoreLibraryTest]: opens a store, with one option, and says what came of it.
final class LibraryChild {
    private LibraryChild() {}

    /// Starts it.
    public static void main(String[] arguments) {
        StoreOptions options = StoreOptions.builder()
                .memtableBytes(64 << 10)
                .compression(Compression.valueOf(arguments[1]))
                .readOnly(arguments[2].equals("read"))
                .build();
        try (Store store = Store.open(Path.of(arguments[0]), options)) {
            byte[] value = store.get("key 7".getBytes(UTF_8));
            System.out.println("found " + (value == null ? "nothing" : value.length + " bytes"));
        } catch (MissingLibraryException refused) {
            System.out.println("missing " + refused.library() + ": " + refused.remedy());
        } catch (InvalidOptionsException refused) {
            System.out.println("refused " + refused.problems());
        }
    }
}
