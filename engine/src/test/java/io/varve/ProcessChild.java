package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// The process of [StoreProcessTest]: opens the store in a directory, or says why not, and does what it is
/// told line by line.
///
/// `put key`: writes, and says `acked` or what was thrown. `get key`: says the value or `none`. `storm`: writes
/// from daemon threads, closes the store in a shutdown hook, and exits.
final class ProcessChild {
    private static final int WRITERS = 4;

    private ProcessChild() {}

    /// Starts it.
    public static void main(String[] arguments) throws IOException {
        StoreOptions options = StoreStorms.small()
                .readOnly(arguments.length > 1 && arguments[1].equals("read"))
                .build();
        try (Store store = Store.open(Path.of(arguments[0]), options)) {
            say("open");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "put" -> say(put(store, words[1]));
                    case "get" -> {
                        byte[] value = store.get(words[1].getBytes(UTF_8));
                        say(value == null ? "none" : new String(value, UTF_8));
                    }
                    case "storm" -> storm(store);
                    default -> throw new IllegalArgumentException(line);
                }
            }
        } catch (StoreException refused) {
            say("refused " + refused.what());
        }
    }

    private static String put(Store store, String key) {
        try {
            store.put(key.getBytes(UTF_8), key.getBytes(UTF_8));
            return "acked";
        } catch (OutcomeUnknownException unknown) {
            return "unknown "
                    + Objects.requireNonNull(unknown.getCause()).getClass().getSimpleName();
        } catch (WriteRejectedException rejected) {
            return "rejected " + rejected.rejectionCause();
        }
    }

    private static void storm(Store store) {
        AtomicLong acked = new AtomicLong();
        for (int i = 0; i < WRITERS; i++) {
            byte[] key = ("storm" + i).getBytes(UTF_8);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (long n = 1; ; n++) {
                        store.put(key, Long.toString(n).getBytes(UTF_8), Durability.PROCESS);
                        acked.incrementAndGet();
                    }
                } catch (StoreClosedException closed) {
                    // as promised
                } catch (Throwable wrong) {
                    say("wrong " + wrong);
                }
            });
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            store.close();
            say("closed");
        }));
        while (acked.get() < 500) {
            Thread.onSpinWait();
        }
        System.exit(0);
    }

    private static void say(String line) {
        System.out.println(line.replace('\n', ' '));
        System.out.flush();
    }
}
