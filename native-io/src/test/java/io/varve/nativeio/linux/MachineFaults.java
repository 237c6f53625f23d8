package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.DIRECT;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The children of [MachineFaultTest]: `main(fault, directory)`.
final class MachineFaults {
    private static final long HUGE = 8L << 30;

    private MachineFaults() {}

    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "full-disk" -> fullDisk(Machine.directory(Path.of(arguments[1])));
            case "no-direct" -> noDirect(Machine.directory(Path.of(arguments[1])));
            case "files" -> files(Machine.directory(Path.of(arguments[1])));
            case "address-space" -> addressSpace(Machine.directory(Path.of(arguments[1])));
            case "lock" -> lock();
            case "short-write" -> shortWrite(Machine.directory(Path.of(arguments[1])));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void fullDisk(Directory directory) {
        System.out.println(directory.capabilities().fileSystem());
        DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
        System.out.println("fallocate: " + Errno.describe(file.allocate(0, 1 << 20)));
        FileStat stat = new FileStat();
        file.stat(stat);
        System.out.println("size after: " + stat.size());
        System.out.println("zeros: " + Errno.describe(file.writeZeros(0, 1 << 20)));
        file.truncate(16 * 1024);
        file.truncate(1 << 20);
        Mapping mapping = Machine.opened(file.map(0, 1 << 20, MapMode.READ_WRITE));
        System.out.println("populate within the space: " + mapping.populateWrite(0, 32 * 1024));
        System.out.println("populate of a hole: " + Errno.describe(mapping.populateWrite(0, 1 << 20)));
        System.out.println("alive");
    }

    private static void noDirect(Directory directory) {
        System.out.println("has direct: " + directory.capabilities().hasDirect());
        DiskFile file = directory.open("f", READ | WRITE | CREATE | DIRECT);
        System.out.println("open: " + Errno.describe(file.errno()));
    }

    private static void files(Directory directory) {
        List<DiskFile> open = new ArrayList<>();
        DiskFile next = directory.open("f", READ | WRITE | CREATE);
        while (next.errno() == 0) {
            open.add(next);
            next = directory.open("f", READ);
        }
        System.out.println("open: " + Errno.describe(next.errno()));
        System.out.println("listing: " + Errno.describe(directory.list(new ArrayList<>())));
        open.getLast().close();
        System.out.println("after closing one: " + directory.open("f", READ).errno());
    }

    private static void addressSpace(Directory directory) {
        DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
        file.truncate(HUGE);
        System.out.println(
                "map: " + Errno.describe(file.map(0, HUGE, MapMode.READ).errno()));
        Memory memory = Linux.memory(new MemoryBudget(2 * HUGE));
        try {
            memory.allocate(memory.budget().account("memory"), HUGE, Pages.BASE);
        } catch (MemoryRefusedException refused) {
            System.out.println("allocate: " + refused.getMessage());
        }
        System.out.println(
                "a page: " + Machine.opened(file.map(0, 1, MapMode.READ)).errno());
    }

    private static void lock() {
        System.out.println("limit: " + Linux.disk().limits().lockedBytes());
        Region region = Machine.region(1 << 20);
        System.out.println("lock: " + Errno.describe(Machine.MEMORY.lock(region)));
        region.putLong(0, 42);
        System.out.println("still usable: " + region.getLong(0));
    }

    private static void shortWrite(Directory directory) {
        DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
        Region region = Machine.region(1 << 20);
        int first = file.pwrite(region, 0, 1 << 20, 0);
        System.out.println("first: " + first);
        System.out.println("second: " + Errno.describe(file.pwrite(region, first, (1 << 20) - first, first)));
    }
}
