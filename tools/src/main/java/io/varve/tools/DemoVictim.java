package io.varve.tools;

import io.varve.Store;
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
    private static final int THREADS = 4;

    private final Process process;
    private final BufferedReader lines;

    private DemoVictim(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static DemoVictim start(Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DemoVictim.class.getName(),
                directory.toString());
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
            if (value == null || ByteBuffer.wrap(value).getLong() != ~(long) number) {
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
        try (Store store = Store.open(Path.of(arguments[0]))) {
            Thread last = null;
            for (int i = 0; i < THREADS; i++) {
                last = Thread.ofPlatform().start(() -> writeForEver(store, next));
            }
            join(last);
        }
    }

    private static void writeForEver(Store store, AtomicLong next) {
        while (true) {
            long number = next.getAndIncrement();
            store.put(bytes(number), bytes(~number));
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
