package io.varve.tools.command;

import io.varve.Store;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Progress;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Sizes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Puts what a file or a pipe has into a store.
///
/// **Promises:** when it ends, all it says it has loaded is durable; of what is wrong or cut nothing is loaded. It
/// stops at the first line that is wrong, and says how to go on behind it; putting the same again does no harm.
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Puts entries into a store: lines of a key, a tab and a value, as scan and dump print them;"
                + " or JSON, as they print with --json; or CSV.")
public final class Load implements Callable<Integer> {
    private static final int MAX_KEY_BYTES = 65_535;

    /// What a byte takes at most in a line: six characters in JSON.
    private static final int LONGEST_ESCAPE = 6;

    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "What to load; standard input when it is missing or -.")
    private String file = "-";

    @Option(names = "--csv", description = "Reads CSV: records of two cells, key and value, without escapes.")
    private boolean isCsv;

    @Option(names = "--create", description = "Makes the store when there is none.")
    private boolean isToBeMade;

    @Option(names = "--skip", paramLabel = "N", description = "Passes over the first N lines: they are loaded already.")
    private long skip;

    @Option(
            names = "--max-value",
            paramLabel = "SIZE",
            converter = StoreArgument.ByteSize.class,
            description = "The largest value there may be; 15m otherwise.")
    private long maxValue = 15L << 20;

    @Option(names = "--progress", description = "Says how far it has come, also when standard error is no terminal.")
    private boolean isProgressAsked;

    @Mixin
    private final EntryFormat format = new EntryFormat();

    /// The command of a session.
    public Load(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (isCsv && format.isJson()) {
            throw format.refusal("it is either --csv or --json");
        }
        if (skip < 0 || maxValue > StoreBatches.MOST_BYTES) {
            throw format.refusal("--skip is 0 or more, and --max-value at most " + StoreBatches.MOST_BYTES + " bytes");
        }
        try (InputStream in = input();
                Progress progress = new Progress(session, isProgressAsked)) {
            EntrySource source = source(in);
            Store opened = store.openToWrite(
                    session, isToBeMade, WriteSizes.forLargest(store.options(session), MAX_KEY_BYTES + maxValue));
            load(source, new StoreBatches(opened, skip), progress);
        } catch (IOException refused) {
            throw new Failure(Exit.FAILED, "cannot read " + name() + ": " + refused.getMessage());
        }
        return Exit.OK;
    }

    private InputStream input() throws IOException {
        try {
            return file.equals("-") ? session.in() : Files.newInputStream(Path.of(file));
        } catch (NoSuchFileException absent) {
            throw new IOException("there is no such file", absent);
        }
    }

    private void load(EntrySource source, StoreBatches batches, Progress progress) throws IOException {
        session.onInterrupt(() -> session.err().println("varve: interrupted; " + batches.howFar()));
        try (batches) {
            skip(source);
            while (putNext(source, batches)) {
                progress.step(batches::words);
            }
            batches.finish();
            progress.done(batches.words());
            if (format.isJson()) {
                session.out().line(Json.write(Json.object("entries", batches.entries(), "bytes", batches.bytes())));
            }
        }
    }

    private EntrySource source(InputStream in) {
        long longest = LONGEST_ESCAPE * (MAX_KEY_BYTES + maxValue) + 64;
        int maxLength = (int) Math.min(longest, Integer.MAX_VALUE - 8L);
        if (isCsv) {
            return EntrySource.csv(in, format.isHex(), maxLength);
        }
        return format.isJson() ? EntrySource.json(in, maxLength) : EntrySource.tabbed(in, format.notation(), maxLength);
    }

    private void skip(EntrySource source) throws IOException {
        for (long i = 0; i < skip; i++) {
            if (!source.skip()) {
                throw new Failure(
                        Exit.FAILED, "there are only " + Sizes.count(i, "line") + " in " + name() + " to skip");
            }
        }
    }

    /// Puts the next entry; false at the end. What is before one that is wrong is made durable first, so that what is
    /// said of it is true.
    private boolean putNext(EntrySource source, StoreBatches batches) throws IOException {
        try {
            Entry entry = source.next();
            if (entry != null) {
                batches.put(entry);
            }
            return entry != null;
        } catch (IllegalArgumentException wrong) {
            batches.finish();
            throw new Failure(
                    Exit.FAILED,
                    "line " + source.number() + " of " + name() + " was not loaded: " + wrong.getMessage() + "; "
                            + batches.howFar());
        }
    }

    private String name() {
        return file.equals("-") ? "standard input" : file;
    }
}
