package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.DIRECT;
import static io.varve.nativeio.OpenFlags.DSYNC;
import static io.varve.nativeio.OpenFlags.EXCLUSIVE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.testing.Await;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import java.util.function.IntSupplier;

/// The children of [StraceTest]: `main(scene, directory)`.
final class Straced {
    private static final int SIZE = 200_000;
    private static final int FOUR_PAGES = 16384;

    private Straced() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[1]).toRealPath();
        Directory directory = Machine.directory(path);
        switch (arguments[0]) {
            case "calls" -> calls(directory);
            case "write" -> write(directory, path);
            case "advise" -> mapping(directory, 28, 233, mapping -> mapping.advise(0, FOUR_PAGES, MapAdvice.DONT_NEED));
            case "resident" -> mapping(directory, 27, 232, mapping -> mapping.residentPages(0, FOUR_PAGES));
            case "prefault" -> memory(28, 233, Machine.MEMORY::prefault);
            case "lock" -> memory(149, 228, Machine.MEMORY::lock);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void calls(Directory directory) {
        DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
        file.writeZeros(0, SIZE);
        file.dataSync();
        file.dataSync();
        file.sync();
        directory.sync();
        directory.list(new ArrayList<>());
        Machine.file(directory, "synced", WRITE | CREATE | DSYNC);
        Machine.file(directory, "new", WRITE | CREATE | EXCLUSIVE);
        directory.open("direct", READ | WRITE | CREATE | DIRECT);
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ_WRITE))) {
            for (MapAdvice advice : MapAdvice.values()) {
                mapping.advise(0, SIZE, advice);
            }
            mapping.populateRead(0, 4096);
            mapping.populateWrite(0, 8192);
        }
        Machine.MEMORY.prefault(Machine.region(12288));
        Machine.MEMORY.allocate(Machine.ACCOUNT, 1, Pages.HUGE);
    }

    private static void write(Directory directory, Path path) throws Exception {
        Path a = Files.writeString(path.resolve("a"), "a");
        Path b = Files.writeString(path.resolve("b"), "b");
        DiskFile file = Machine.file(directory, "a", READ | WRITE);
        Region region = Machine.text("A");
        String number = Integer.toHexString(Integer.parseInt(
                Machine.descriptorsOf(a).getFirst().getFileName().toString()));
        FutureTask<Integer> call = inFlight(18, 68, number, () -> file.pwrite(region, 0, 1, 0));
        file.close();
        DiskFile stranger = Machine.file(directory, "b", READ | WRITE);
        System.out.println("open after close: " + file.isOpen());
        System.out.println("result: " + call.get());
        System.out.println("written: " + Files.readString(a) + Files.readString(b));
        System.out.println("descriptors after: " + Machine.descriptorsOf(a).size());
        stranger.close();
    }

    private interface MappingCall {
        int apply(Mapping mapping);
    }

    private static void mapping(Directory directory, int x86, int aarch64, MappingCall tested) throws Exception {
        DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
        file.writeZeros(0, FOUR_PAGES);
        Mapping mapping = Machine.opened(file.map(0, FOUR_PAGES, MapMode.READ_WRITE));
        String name = directory.path() + "/f";
        FutureTask<Integer> call =
                inFlight(x86, aarch64, hex(mapping.region().segment().address()), () -> tested.apply(mapping));
        mapping.close();
        System.out.println("open after close: " + mapping.isOpen());
        System.out.println("mapped while held: " + (Machine.mappedRanges(name) == 1));
        System.out.println("result: " + call.get());
        System.out.println("mapped after: " + (Machine.mappedRanges(name) == 1));
    }

    private interface MemoryCall {
        int apply(Region region);
    }

    private static void memory(int x86, int aarch64, MemoryCall tested) throws Exception {
        Region region = Machine.region(FOUR_PAGES);
        long address = region.segment().address();
        FutureTask<Integer> call = inFlight(x86, aarch64, hex(address), () -> tested.apply(region));
        Machine.MEMORY.free(region);
        System.out.println("mapped while held: " + isMapped(address));
        System.out.println("used while held: " + Machine.ACCOUNT.used());
        System.out.println("result: " + call.get());
        System.out.println("mapped after: " + isMapped(address));
        System.out.println("used after: " + Machine.ACCOUNT.used());
    }

    /// Starts a call and returns while the tracer holds it at the kernel's door.
    private static FutureTask<Integer> inFlight(int x86, int aarch64, String argument, IntSupplier call) {
        FutureTask<Integer> task = new FutureTask<>(call::getAsInt);
        Thread.ofPlatform().daemon().start(task);
        String begin = Numbers.byProcessor(x86, aarch64) + " 0x" + argument + " ";
        Await.until("a thread in call " + begin, () -> isAnyThreadIn(begin));
        return task;
    }

    private static boolean isAnyThreadIn(String begin) {
        File[] threads = new File("/proc/self/task").listFiles();
        for (File thread : threads == null ? new File[0] : threads) {
            try {
                if (Files.readString(thread.toPath().resolve("syscall")).startsWith(begin)) {
                    return true;
                }
            } catch (IOException ended) {
                // looks at the next
            }
        }
        return false;
    }

    private static String hex(long address) {
        return Long.toHexString(address);
    }

    private static boolean isMapped(long address) {
        try (Arena arena = Arena.ofConfined()) {
            return Kernel.mincore(address, 4096, arena.allocate(1).address()) == 0;
        }
    }
}
