package io.varve.tools.command;

import io.varve.Store;
import io.varve.StoreOptionsBuilder;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Gives a key a value, durably.
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        description = "Gives a key a value; it is durable when the command ends.")
public final class Put implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Parameters(index = "1", paramLabel = "KEY", description = "The key, as text with escapes such as \\n and \\xHH.")
    private String key = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "The value, likewise; or read from --file.")
    private @Nullable String value;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Takes the value from a file as it is, byte for byte; - is standard input.")
    private @Nullable String file;

    @Option(names = "--create", description = "Makes the store when there is none.")
    private boolean isToBeMade;

    @Mixin
    private final EntryFormat format = new EntryFormat();

    /// The command of a session.
    public Put(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if ((value == null) == (file == null)) {
            throw format.refusal("either VALUE or --file says what the value is");
        }
        byte[] keyBytes = format.parse("key", key);
        byte[] valueBytes = value == null ? read(String.valueOf(file)) : format.parse("value", value);
        StoreOptionsBuilder options =
                WriteSizes.forOneWrite(store.options(session), keyBytes.length + (long) valueBytes.length);
        Store opened = store.openToWrite(session, isToBeMade, options);
        opened.put(keyBytes, valueBytes);
        if (format.isJson()) {
            session.out().line(format.line(keyBytes, null));
        }
        return Exit.OK;
    }

    private byte[] read(String from) {
        try {
            return from.equals("-") ? session.in().readAllBytes() : Files.readAllBytes(Path.of(from));
        } catch (IOException refused) {
            throw new Failure(Exit.FAILED, "cannot read the value from " + from + ": " + refused);
        }
    }
}
