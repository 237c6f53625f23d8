package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.StoreClosedException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// The process that [StoreKillTest] kills: opens a store and writes to it from several threads, while
/// another flushes and merges.
///
/// It reads one line: directory, seed, [KillMode], the number n that goes with it, whether a fatal call still
/// happens, milliseconds until it closes the store (0: never), and of each thread the number of its first
/// call; with no threads it only shows Java what is to be archived, and ends. It prints a line for each thing
/// that happens, one system call each, so that a kill loses none that was printed: `R` ready; `I thread n`
/// before a call; `A thread n` when it was acknowledged, several calls later perhaps; `X thread n` when it was
/// refused; `C` before the close; `D` after it; `E` and a text for what must not happen.
final class KillChild implements KillWriter.Teller {
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private final KillMode mode;
    private final long limit;
    private final KillHistory history;
    private final AtomicLong acknowledged = new AtomicLong();
    private final KillSeams seams;

    private KillChild(KillMode mode, long limit, boolean isAfter, KillHistory history) {
        this.mode = mode;
        this.limit = limit;
        this.history = history;
        this.seams = new KillSeams(isAfter);
    }

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
        KillChild child = new KillChild(
                KillMode.valueOf(words[2]),
                Long.parseLong(words[3]),
                Boolean.parseBoolean(words[4]),
                new KillHistory(Long.parseLong(words[1])));
        long[] first = Arrays.stream(words).skip(6).mapToLong(Long::parseLong).toArray();
        child.live(Path.of(words[0]), Long.parseLong(words[5]), first);
        in.readLine();
    }

    private void live(Path path, long closeMillis, long[] first) throws InterruptedException {
        armIn(KillMode.RECOVERY);
        Store store = open(path);
        say("R");
        if (first.length == 0) {
            liveAlone(store);
            return;
        }
        armIn(KillMode.CALL);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < first.length; i++) {
            threads.add(Thread.ofPlatform().daemon().start(new KillWriter(store, history, this, i, first[i])));
        }
        Thread.ofPlatform().daemon().start(() -> maintain(store));
        if (closeMillis > 0) {
            Thread.sleep(closeMillis);
            say("C");
            armIn(KillMode.CLOSE);
            store.close();
            say("D");
            KillSeams.killSelf();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// What a life uses, once, and an orderly end: nothing of the store runs while Java makes its archive.
    private static void liveAlone(Store store) {
        store.put(new byte[1], new byte[1]);
        store.flush().await();
        store.compact().await();
        store.close();
        say("D");
    }

    /// Flushes and merges all the time, beside those that the store begins by itself.
    private void maintain(Store store) {
        SplittableRandom random = new SplittableRandom(history.seed());
        try {
            while (true) {
                switch (random.nextInt(4)) {
                    case 0 -> store.compact().await();
                    case 1 -> store.flush();
                    default -> store.flush().await();
                }
                Thread.sleep(random.nextInt(4));
            }
        } catch (StoreClosedException closed) {
            // as it is meant to be
        } catch (Throwable wrong) {
            say("E maintenance " + wrong);
        }
    }

    private void armIn(KillMode now) {
        if (mode == now) {
            seams.arm(limit);
        }
    }

    /// As [Store#open(Path, StoreOptions)], with a disk that kills.
    private Store open(Path path) {
        if (mode == KillMode.TIMER || mode == KillMode.ACKNOWLEDGED) {
            return Store.open(path, options());
        }
        Seams real = Seams.ofMachine(options());
        Seams fatal = new Seams(
                seams.around(real.disk()), real.memory(), real.clock(), real.scheduler(), real.holder(), real.random());
        return Opening.open(fatal, path.toString(), options());
    }

    @Override
    public void begins(int thread, long n) {
        say("I " + thread + " " + n);
    }

    @Override
    public void acknowledged(int thread, long n) {
        say("A " + thread + " " + n);
        if (mode == KillMode.ACKNOWLEDGED && acknowledged.incrementAndGet() == limit) {
            KillSeams.killSelf();
        }
    }

    @Override
    public void refused(int thread, long n) {
        say("X " + thread + " " + n);
    }

    @Override
    public void wrong(int thread, long n, Throwable what) {
        say("E " + thread + " " + n + " " + what);
    }

    private static void say(String line) {
        try {
            OUT.write((line.replace('\n', ' ') + "\n").getBytes(UTF_8));
        } catch (IOException gone) {
            Runtime.getRuntime().halt(3);
        }
    }
}
