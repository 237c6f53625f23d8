package io.varve.tools;

import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreOptionsBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A process that writes durably until it is killed, and says of each write that it was acknowledged.
///
/// The line is printed after the put has returned, so whatever was printed must be there after the kill.
final class DemoVictim implements AutoCloseable {
    /// Of one that flushes all the while.
    static final long MEMTABLE_BYTES = 256 << 10;

    static final int LARGE_VALUE_BYTES = 1000;

    private static final int THREADS = 4;

    private final Process process;
    private final BufferedReader lines;

    private DemoVictim(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /// Starts it.
    ///
    /// @param isFlushing whether it has so little memory that tables are written all the while
    static DemoVictim start(Path directory, boolean isFlushing) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DemoVictim.class.getName(),
                directory.toString(),
                Boolean.toString(isFlushing));
        return new DemoVictim(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /// Listens for a time, then kills, and takes in what was still on its way to us.
    ///
    /// @return the numbers of which it said that their write was acknowledged
    BitSet watch(long nanos) throws IOException {
        BitSet acknowledged = new BitSet();
        long began = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            began = began == 0 ? System.nanoTime() : began;
            acknowledged.set(Integer.parseInt(line));
            if (process.isAlive() && System.nanoTime() - began > nanos) {
                process.toHandle().destroyForcibly(); // not by the Process, which would close its output too
            }
        }
        if (acknowledged.isEmpty()) {
            throw new IOException("the process that was to be killed wrote nothing");
        }
        return acknowledged;
    }

    /// Throws unless every acknowledged number has its value.
    static void check(Store store, BitSet acknowledged) {
        for (int number = acknowledged.nextSetBit(0); number >= 0; number = acknowledged.nextSetBit(number + 1)) {
            byte[] value = store.get(bytes(number));
            boolean isRight = value != null && ByteBuffer.wrap(value).getLong() == ~(long) number;
            if (!isRight) {
                throw new IllegalStateException("write " + number + " was acknowledged, and is not there");
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// The process itself.
    public static void main(String[] arguments) {
        AtomicLong next = new AtomicLong();
        boolean isFlushing = Boolean.parseBoolean(arguments[1]);
        try (Store store = Store.open(Path.of(arguments[0]), options(isFlushing))) {
            Thread last = null;
            for (int i = 0; i < THREADS; i++) {
                last = Thread.ofPlatform().start(() -> writeForEver(store, next, isFlushing));
            }
            join(last);
        }
    }

    /// What it opens its store with.
    static StoreOptions options(boolean isFlushing) {
        StoreOptionsBuilder options = StoreOptions.builder();
        return isFlushing
                ? options.memtableBytes(MEMTABLE_BYTES)
                        .logSegmentBytes(MEMTABLE_BYTES)
                        .logBufferBytes(MEMTABLE_BYTES / 4)
                        .build()
                : options.build();
    }

    /// A put without a sync survives the end of the process too.
    private static void writeForEver(Store store, AtomicLong next, boolean isFlushing) {
        int length = isFlushing ? LARGE_VALUE_BYTES : Long.BYTES;
        while (true) {
            long number = next.getAndIncrement();
            byte[] value = ByteBuffer.allocate(length).putLong(~number).array();
            store.put(bytes(number), value, isFlushing ? Durability.PROCESS : Durability.SYNC);
            System.out.println(number);
        }
    }

    private static void join(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
