package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds tables of which nobody says anything but they themselves: for a store whose manifest is gone.
///
/// **Owner:** one thread.
public final class TableDiscovery {
    private final Directory directory;
    private final Memory memory;
    private final MemoryAccount account;
    private final Crc32c crc = new Crc32c();

    /// Tables of a directory, which stays the caller's.
    public TableDiscovery(Directory directory, Memory memory, MemoryAccount account) {
        this.directory = directory;
        this.memory = memory;
        this.account = account;
    }

    /// Numbers of the files that are called like tables, ascending.
    public List<Long> numbers() {
        List<String> names = new ArrayList<>();
        int listed = directory.list(names);
        if (listed < 0) {
            throw new StoreIoException("readdir", directory.path(), listed);
        }
        TreeMap<Long, String> numbers = new TreeMap<>();
        for (String name : names) {
            if (TableName.number(name) > 0) {
                numbers.put(TableName.number(name), name);
            }
        }
        return List.copyOf(numbers.keySet());
    }

    /// Whose a table is, by its header, or by its footer where that is damaged; null when neither says so.
    public @Nullable StoreId storeOf(long number) {
        try (Workspace workspace = new Workspace(memory, account);
                DiskFile file = directory.open(TableName.of(number), OpenFlags.READ)) {
            Region region = workspace.take(TableFormat.FOOTER_SIZE);
            if (file.errno() != 0) {
                return null;
            }
            boolean hasHeader = Transfer.read(file, region, 0, TableFormat.HEADER_SIZE, 0, 1) == TableFormat.HEADER_SIZE
                    && TableHeader.isIntact(region, 0, crc);
            if (hasHeader) {
                return StoreId.at(region, TableFormat.STORE_OFFSET);
            }
            long size = size(file);
            boolean hasFooter = size >= TableFormat.FOOTER_SIZE
                    && readFooter(file, region, size)
                    && isFooter(region, size, Footer.store(region), number);
            return hasFooter ? Footer.store(region) : null;
        }
    }

    /// What a table says of itself.
    ///
    /// @param findings is told why it says nothing
    public @Nullable TableSummary describe(StoreId store, long number, Consumer<StoreException> findings) {
        try (Workspace workspace = new Workspace(memory, account);
                DiskFile file = directory.open(TableName.of(number), OpenFlags.READ)) {
            if (file.errno() != 0) {
                throw new StoreIoException("open", file.path(), file.errno());
            }
            return describe(file, store, number, workspace);
        } catch (CorruptionException | StoreIoException damaged) {
            findings.accept(damaged);
            return null;
        }
    }

    private TableSummary describe(DiskFile file, StoreId store, long number, Workspace workspace) {
        Region region = workspace.take(TableFormat.FOOTER_SIZE);
        long size = size(file);
        long at = size - TableFormat.FOOTER_SIZE;
        boolean isThere = at > TableFormat.HEADER_SIZE
                && readFooter(file, region, size)
                && isFooter(region, size, store, number)
                && Footer.version(region) == TableFormat.VERSION
                && Footer.read(region).isPossible(size);
        if (!isThere) {
            throw new CorruptionException(
                    file.path(), Math.max(0, at), "the footer of table " + number + " of store " + store, "none");
        }
        Footer.Section section = Footer.read(region).properties();
        Region properties = workspace.take(section.length() + Long.BYTES);
        int read = Transfer.readAll(file, properties, 0, section.length(), section.offset());
        if (read != 0) {
            throw new StoreIoException("pread", file.path(), read);
        }
        int found = new Identity(store, number)
                .checksum(crc, section.kind(), section.offset(), properties, 0, (int) section.length());
        if (found != section.checksum()) {
            throw TableFile.damaged(file.path(), "properties", section.offset(), section.checksum(), found);
        }
        try {
            return Properties.read(properties, section.length(), number, size, Footer.storedChecksum(region));
        } catch (IllegalArgumentException impossible) {
            throw new CorruptionException(
                    file.path(), section.offset(), "possible properties", String.valueOf(impossible.getMessage()));
        }
    }

    private boolean isFooter(Region region, long size, StoreId store, long number) {
        return Footer.hasMagic(region)
                && Footer.isOf(region, store, number)
                && Footer.storedChecksum(region) == Footer.checksum(region, size, new Identity(store, number), crc);
    }

    private static boolean readFooter(DiskFile file, Region region, long size) {
        int wanted = TableFormat.FOOTER_SIZE;
        return Transfer.read(file, region, 0, wanted, size - wanted, 1) == wanted;
    }

    private static long size(DiskFile file) {
        FileStat stat = new FileStat();
        int result = file.stat(stat);
        if (result != 0) {
            throw new StoreIoException("statx", file.path(), result);
        }
        return stat.size();
    }
}
