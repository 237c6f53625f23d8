package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.KillHistory.Operation;
import io.varve.KillHistory.Step;
import io.varve.error.StoreClosedException;
import io.varve.error.WriteRejectedException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The process that [StoreKillTest] kills: opens a store and writes to it from several threads.
///
/// It reads one line: directory, seed, milliseconds until it closes the store (0: never), and of each
/// thread the number of its first call. It prints a line for each thing that happens, one system call
/// each, so that a kill loses none that was printed: `R` ready; `I thread n` before a call; `A thread n`
/// after it; `X thread n` when it was refused; `C` before the close; `D` after it; `E` and a text for what
/// must not happen.
final class KillChild {
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private KillChild() {}

    /// Small memtables and segments: both rotate all the time.
    static StoreOptions options() {
        return StoreOptions.builder()
                .memtableBytes(64 << 10)
                .logSegmentBytes(64 << 10)
                .logBufferBytes(8 << 10)
                .ringSize(16)
                .overflowBytes(64 << 10)
                .build();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        say("W");
        String line = in.readLine();
        if (line == null) {
            return;
        }
        String[] words = line.split(" ", -1);
        KillHistory history = new KillHistory(Long.parseLong(words[1]));
        long closeMillis = Long.parseLong(words[2]);
        Store store = Store.open(Path.of(words[0]), options());
        say("R");
        List<Thread> threads = new ArrayList<>();
        for (int i = 3; i < words.length; i++) {
            int number = i - 3;
            long first = Long.parseLong(words[i]);
            threads.add(Thread.ofPlatform().daemon().start(() -> write(store, history, number, first)));
        }
        if (closeMillis > 0) {
            Thread.sleep(closeMillis);
            say("C");
            store.close();
            say("D");
        }
        for (Thread thread : threads) {
            thread.join();
        }
        in.readLine();
    }

    private static void write(Store store, KillHistory history, int thread, long first) {
        long n = first;
        try (WriteBatch batch = store.batch()) {
            for (; ; n++) {
                Step step = history.step(thread, n);
                say("I " + thread + " " + n);
                write(store, batch, step);
                say("A " + thread + " " + n);
            }
        } catch (StoreClosedException | WriteRejectedException refused) {
            say("X " + thread + " " + n);
        } catch (Throwable wrong) {
            say("E " + thread + " " + n + " " + wrong);
        }
    }

    private static void write(Store store, WriteBatch batch, Step step) {
        Operation first = step.operations().getFirst();
        if (step.isBatch()) {
            batch.clear();
            for (Operation operation : step.operations()) {
                byte[] key = operation.key().getBytes(UTF_8);
                byte[] value = operation.value();
                if (value == null) {
                    batch.delete(key);
                } else {
                    batch.put(key, value);
                }
            }
            store.write(batch, step.durability());
            return;
        }
        byte[] key = first.key().getBytes(UTF_8);
        byte[] value = first.value();
        if (value == null) {
            store.delete(key, step.durability());
        } else {
            store.put(key, value, step.durability());
        }
    }

    private static void say(String line) {
        try {
            OUT.write((line.replace('\n', ' ') + "\n").getBytes(UTF_8));
        } catch (IOException gone) {
            Runtime.getRuntime().halt(3);
        }
    }
}
