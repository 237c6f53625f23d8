package io.varve.tools.command;

import io.varve.Store;
import io.varve.WriteBatch;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Takes keys away, durably, all at once.
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Takes keys and their values away, all at once; whether there were any does not matter.")
public final class Delete implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY",
            description = "The keys, as text with escapes such as \\n and \\xHH.")
    private List<String> keys = List.of();

    @Mixin
    private final EntryFormat format = new EntryFormat();

    /// The command of a session.
    public Delete(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<byte[]> parsed = new ArrayList<>();
        long bytes = 0;
        for (String key : keys) {
            byte[] keyBytes = format.parse("key", key);
            parsed.add(keyBytes);
            bytes += keyBytes.length + 64L; // what the encoding of one takes, and more
        }
        Store opened = store.openToWrite(session, false, WriteSizes.forOneWrite(store.options(session), bytes));
        try (WriteBatch batch = opened.batch()) {
            parsed.forEach(batch::delete);
            opened.write(batch);
        }
        if (format.isJson()) {
            parsed.forEach(key -> session.out().line(format.line(key, null)));
        }
        return Exit.OK;
    }
}
