package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.DIRECT;
import static io.varve.nativeio.OpenFlags.EXCLUSIVE;
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
            case "late-answer" -> lateAnswer(Path.of(arguments[1]));
            case "read-only" -> readOnly(Machine.directory(Path.of(arguments[1])));
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
        DiskFile exclusive = directory.open("g", WRITE | CREATE | EXCLUSIVE | DIRECT);
        System.out.println("exclusive: " + Errno.describe(exclusive.errno()));
        List<String> names = new ArrayList<>();
        directory.list(names);
        System.out.println("left behind: " + names);
        Machine.file(directory, "h", WRITE | CREATE);
        System.out.println(
                "existing: " + Errno.describe(directory.open("h", READ | DIRECT).errno()));
    }

    /// Opens the directory with the last descriptor there is, so that nothing is left to ask it with.
    private static void lateAnswer(Path path) {
        Directory first = Machine.directory(path);
        List<DiskFile> open = new ArrayList<>();
        DiskFile next = first.open("f", READ | WRITE | CREATE);
        while (next.errno() == 0) {
            open.add(next);
            next = first.open("f", READ);
        }
        open.removeLast().close();
        Directory second = Machine.directory(path);
        System.out.println("while files run out: " + second.capabilities().hasDirect());
        open.removeLast().close();
        System.out.println("later as good as any: " + second.capabilities().equals(first.capabilities()));
        System.out.println("direct: " + second.capabilities().hasDirect() + " "
                + (second.open("f", READ | DIRECT).errno() == 0));
    }

    private static void readOnly(Directory directory) {
        System.out.println(
                "write: " + Errno.describe(directory.open("g", WRITE | CREATE).errno()));
        System.out.println("directory has direct: " + directory.capabilities().hasDirect());
        DiskFile file = Machine.file(directory, "f", READ | DIRECT);
        System.out.println("file has direct: " + file.capabilities().hasDirect());
        System.out.println("read: " + file.pread(Machine.region(4096), 0, 4096, 0));
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
