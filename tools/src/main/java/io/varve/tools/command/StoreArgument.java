package io.varve.tools.command;

import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreOptionsBuilder;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Session;
import io.varve.tools.text.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// The directory of a store, and how it is opened.
final class StoreArgument {
    private static final long LEAST_MEMORY = StoreOptions.defaults().memoryBudgetBytes();

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory of the store.")
    private Path directory = Path.of(".");

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description =
                    "The most off-heap memory that the store may take, such as 4g; half of the machine's otherwise.")
    private @Nullable Long memory;

    Path directory() {
        return directory;
    }

    /// To be read: beside whoever has it open, and without changing anything.
    Store openToRead(Session session) {
        requireStore();
        return session.open(directory, options(session).readOnly(true).build());
    }

    /// To be read although it is damaged, as far as it can be.
    Store openDegraded(Session session) {
        requireStore();
        return session.keep(
                Store.openDegraded(directory, options(session).readOnly(true).build()));
    }

    /// To be written.
    ///
    /// @param isToBeMade whether a store is made where there is none
    /// @param options what [#options(Session)] has begun
    Store openToWrite(Session session, boolean isToBeMade, StoreOptionsBuilder options) {
        if (!isToBeMade) {
            requireStore();
        }
        return session.open(directory, options.createIfMissing(isToBeMade).build());
    }

    StoreOptionsBuilder options(Session session) {
        long budget = memory == null ? Math.max(LEAST_MEMORY, Machine.memoryBytes() / 2) : memory;
        return session.options().memoryBudgetBytes(budget);
    }

    /// Says what is there instead of a store. What only looks like one, the engine judges.
    void requireStore() {
        requireDirectory();
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.noneMatch(StoreArgument::isOfStore)) {
                throw new Failure(
                        Exit.FAILED,
                        directory + " is no store: there is no manifest in it; --create of put and load makes one");
            }
        } catch (IOException refused) {
            throw new Failure(Exit.FAILED, "cannot read the directory " + directory + ": " + refused.getMessage());
        }
    }

    /// Says what is there instead of a directory.
    void requireDirectory() {
        if (!Files.exists(directory)) {
            throw new Failure(Exit.FAILED, "there is no directory " + directory);
        }
        if (!Files.isDirectory(directory)) {
            throw new Failure(Exit.FAILED, directory + " is not a directory");
        }
    }

    private static boolean isOfStore(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith("marker.") || name.startsWith("manifest-") || name.equals("wal");
    }

    /// A size with a unit.
    static final class ByteSize implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Sizes.parse(text);
            } catch (IllegalArgumentException | ArithmeticException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }
}
