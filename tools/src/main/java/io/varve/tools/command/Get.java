package io.varve.tools.command;

import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints the value of a key.
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Prints the value of a key; ends with 1 when it has none.")
public final class Get implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Parameters(index = "1", paramLabel = "KEY", description = "The key, as text with escapes such as \\n and \\xHH.")
    private String key = "";

    @Option(names = "--raw", description = "Prints the bytes of the value as they are, and no newline.")
    private boolean isRaw;

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final EntryFormat format = new EntryFormat();

    /// The command of a session.
    public Get(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        byte[] keyBytes = format.parse("key", key);
        byte[] value = reading.open(store, session).get(keyBytes);
        if (value == null) {
            throw new Failure(
                    Exit.NOT_FOUND, "there is no key " + format.notation().show(keyBytes));
        }
        if (isRaw) {
            session.out().write(value, 0, value.length);
        } else {
            session.out()
                    .line(
                            format.isJson()
                                    ? format.line(keyBytes, value)
                                    : format.notation().show(value));
        }
        return Exit.OK;
    }
}
