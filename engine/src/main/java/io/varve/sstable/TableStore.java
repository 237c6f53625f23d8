package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.error.CorruptionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.format.TableSummary;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The tables of one store, in one directory.
///
/// **Owner:** any thread. Builders and tables are to be closed before it.
public final class TableStore implements AutoCloseable {
    private final TableConfig config;
    private final Directory directory;
    private final Memory memory;
    private final MemoryAccount building;
    private final MemoryAccount reading;
    private final LongSupplier engineTime;
    private final Clock clock;
    private final Scratches scratches;
    private final Rooms rooms;
    private final DirectorySync names;
    private final TableCounters counters = new TableCounters();

    /// Files that nobody needs and that could not be removed.
    private final Queue<Long> left = new ConcurrentLinkedQueue<>();

    /// Tables in a directory.
    ///
    /// @param directory stays its owner's, and open as long as this
    /// @param building what builders take
    /// @param reading what open tables take: index and filter
    /// @param engineTime when a table is written (D-21)
    /// @param clock tells slow walks, which the device has to be asked for ahead
    public TableStore(
            TableConfig config,
            Directory directory,
            Memory memory,
            MemoryAccount building,
            MemoryAccount reading,
            LongSupplier engineTime,
            Clock clock) {
        this.config = config;
        this.directory = directory;
        this.memory = memory;
        this.building = building;
        this.reading = reading;
        this.engineTime = engineTime;
        this.clock = clock;
        this.scratches = new Scratches(memory, reading);
        this.rooms = new Rooms(memory, reading);
        this.names = new DirectorySync(directory);
    }

    /// Begins a table of a memtable.
    ///
    /// @param number never used before, not for an attempt that failed either (W-A9)
    /// @param expectedBytes space that is taken at once; the table may become larger or smaller
    /// @throws StoreIoException when the machine refuses a call; no file is left then, if it could be removed
    /// @throws ResourceRefusedException when there is no memory to build in
    public TableBuilder create(long number, long expectedBytes) {
        return create(number, expectedBytes, building, config.codec());
    }

    /// Begins a table of a sorted run; likewise.
    ///
    /// @param charged what the builder takes in place of what others take
    public TableBuilder create(long number, long expectedBytes, MemoryAccount charged) {
        return create(number, expectedBytes, charged, config.runCodec());
    }

    private TableBuilder create(long number, long expectedBytes, MemoryAccount charged, Codec codec) {
        String name = TableName.of(number);
        TableParts parts;
        Region buffer;
        try {
            parts = new TableParts(config, codec, number, memory, charged, engineTime.getAsLong());
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("building table " + name, refused.isBudget(), refused);
        }
        try {
            buffer = parts.buffer(config.windowBytes());
            NewFile file = NewFile.create(directory, names, name, parts.header());
            return new TableBuilder(parts, sink(file, buffer, expectedBytes), counters);
        } catch (MemoryRefusedException refused) {
            parts.close();
            throw ResourceRefusedException.memory("building table " + name, refused.isBudget(), refused);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    /// Whether it is not known yet that the names of all finished tables are durable: a sync of the directory
    /// runs, which may have begun before theirs.
    public boolean isNamingTables() {
        return names.isRunning();
    }

    /// Why nobody knows any more which names are durable; null while that is known. Nothing may be installed
    /// then (row 48).
    public @Nullable StoreIoException namesFailure() {
        return names.failure();
    }

    /// Opens a table that was finished.
    ///
    /// @throws CorruptionException when the file is not the one that the summary describes
    /// @throws StoreIoException when the machine refuses a call; also `ENOMEM` when it has no mapping to give:
    ///     tables are not read otherwise
    /// @throws ResourceRefusedException when there is no memory for index and filter
    public Table open(TableSummary summary) {
        return open(summary, null);
    }

    /// Opens what is left of a table: as [#open], but header and properties may be damaged.
    ///
    /// @param tolerated is told of that
    public Table openDamaged(TableSummary summary, Consumer<StoreException> tolerated) {
        return open(summary, tolerated);
    }

    /// A table in the place of one that cannot be opened: every read that may need it throws what `why` says.
    public Table openLost(TableSummary summary, StoreException why) {
        Workspace workspace = new Workspace(memory, reading);
        boolean isMade = false;
        try {
            Table lost = LostTable.of(summary, why, memory, reading, workspace);
            isMade = true;
            return lost;
        } finally {
            if (!isMade) {
                workspace.close();
            }
        }
    }

    private Table open(TableSummary summary, @Nullable Consumer<StoreException> tolerated) {
        String name = TableName.of(summary.number());
        DiskFile opened = directory.open(name, OpenFlags.READ);
        if (opened.errno() == Errno.ENOENT) {
            throw missing(opened.path(), summary);
        }
        if (opened.errno() != 0) {
            throw new StoreIoException("open", opened.path(), opened.errno());
        }
        Identity identity = new Identity(config.store(), summary.number());
        TableFile file = new TableFile(directory, name, opened, identity, scratches, rooms, counters, clock);
        Workspace workspace = new Workspace(memory, reading);
        Table table = null;
        try {
            Scratches.Scratch scratch = scratches.take();
            try {
                table = new TableOpening(file, summary, workspace, scratch, tolerated).open();
                return table;
            } finally {
                scratches.give(scratch);
            }
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("opening table " + name, refused.isBudget(), refused);
        } finally {
            if (table == null) {
                workspace.close();
                file.close();
            }
        }
    }

    /// Checks all of a table as the device has it, and goes on behind what is damaged.
    ///
    /// @param account what the memory for it is charged to
    /// @param findings is told of each, a `StoreIoException` of a part that cannot be read included
    /// @param onRead is told of bytes that were read; may throw, to end it
    /// @throws CorruptionException when there is no file
    /// @throws StoreIoException when it cannot be opened
    /// @throws ResourceRefusedException when there is no memory for it
    public CheckedTable check(
            TableSummary summary, MemoryAccount account, Consumer<StoreException> findings, LongConsumer onRead) {
        String name = TableName.of(summary.number());
        try (Workspace workspace = new Workspace(memory, account)) {
            try (DeviceReader file = DeviceReader.open(directory, name, workspace.take(TableCheck.PIECE))) {
                Identity identity = new Identity(config.store(), summary.number());
                return new TableCheck(file, identity, summary, workspace, findings, onRead).run();
            }
        } catch (StoreIoException refused) {
            throw refused.errno() == Errno.ENOENT ? missing(refused.path(), summary) : refused;
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("checking table " + name, refused.isBudget(), refused);
        }
    }

    /// Walks over tables as the device has them, beside the page cache.
    ///
    /// @param run ascending, without a key in common; they stay open, and their files keep their names, until the
    ///     walk is closed
    /// @param account what the memory for it is charged to
    /// @param mostWindowBytes that are read at once; at least what the device wants
    /// @param onRead is told of bytes that were read; may throw, to end it
    /// @throws ResourceRefusedException when there is no memory for it
    public RunScan scan(List<Table> run, MemoryAccount account, long mostWindowBytes, LongConsumer onRead) {
        return new RunScan(directory, config.store(), run, counters, memory, account, mostWindowBytes, onRead);
    }

    /// Copies a table of another directory into this one, under the same number, and reads the copy back as the
    /// device has it. Its content is durable then; its name is not.
    ///
    /// @param source of the same store
    /// @param account what the memory for it is charged to
    /// @param onCopied is told of bytes; may throw, to end it
    /// @throws CorruptionException when the copy is not what the summary describes
    /// @throws StoreIoException when the machine refuses a call; no file is left then, if it could be removed
    /// @throws ResourceRefusedException when there is no memory for it
    public void copy(Table source, MemoryAccount account, LongConsumer onCopied) {
        TableSummary summary = source.summary();
        try (Workspace workspace = new Workspace(memory, account)) {
            TableCopy.run(source.blocks(), summary, directory, workspace, onCopied);
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory(
                    "copying table " + name(summary.number()), refused.isBudget(), refused);
        }
        boolean isRight = false;
        try {
            check(
                    summary,
                    account,
                    wrong -> {
                        throw wrong;
                    },
                    read -> {});
            isRight = true;
        } finally {
            if (!isRight) {
                remove(summary.number());
            }
        }
    }

    /// The name of a table's file.
    public String name(long number) {
        return TableName.of(number);
    }

    /// Removes the file of a table that nobody needs any more; it lives on while it is open. One that is not
    /// there is removed already. When the machine refuses, that is counted, and tried again with the next one;
    /// what is left at the end is an orphan (row 61).
    public void remove(long number) {
        if (isRemoved(number)) {
            removeOneLeft();
        } else {
            left.add(number);
        }
    }

    /// Files that are tables of this store, as name and content say, and that nobody needs (P14); ascending.
    ///
    /// @param isLive which numbers are needed, or may be any moment
    /// @throws StoreIoException when the machine refuses to list the directory
    public List<Long> orphans(LongPredicate isLive) {
        List<String> names = new ArrayList<>();
        int listed = directory.list(names);
        if (listed < 0) {
            throw new StoreIoException("readdir", directory.path(), listed);
        }
        List<Long> orphans = new ArrayList<>();
        for (String name : names) {
            long number = TableName.number(name);
            if (number > 0 && !isLive.test(number) && isOurs(name, number)) {
                orphans.add(number);
            }
        }
        Collections.sort(orphans);
        return orphans;
    }

    /// What happened.
    public TableCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        scratches.close();
        rooms.close();
    }

    private static CorruptionException missing(String path, TableSummary summary) {
        return new CorruptionException(path, 0, "a table of " + summary.bytes() + " bytes", "no file");
    }

    private void removeOneLeft() {
        Long number = left.poll();
        if (number != null && !isRemoved(number)) {
            left.add(number);
        }
    }

    private boolean isRemoved(long number) {
        int result = directory.unlink(TableName.of(number));
        boolean isGone = result == 0 || result == -Errno.ENOENT;
        if (!isGone) {
            counters.onRefusedRemoval();
        }
        return isGone;
    }

    private TableSink sink(NewFile file, Region buffer, long expectedBytes) {
        try {
            MappedSink mapped =
                    config.isMapped() ? MappedSink.open(file, buffer, config.windowBytes(), expectedBytes) : null;
            if (mapped != null) {
                return mapped;
            }
            if (config.isMapped()) {
                counters.onUnmappedWrite();
            }
            return new PwriteSink(file, buffer, expectedBytes);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// Whether a file has the header of a table of this store with this number. What cannot be read is not ours
    /// to judge.
    private boolean isOurs(String name, long number) {
        Scratches.Scratch scratch = scratches.take();
        try (DiskFile file = directory.open(name, OpenFlags.READ)) {
            int size = TableFormat.HEADER_SIZE;
            return file.errno() == 0
                    && Transfer.read(file, scratch.region(), 0, size, 0, 1) == size
                    && TableHeader.isIntact(scratch.region(), 0, scratch.crc())
                    && TableHeader.isOf(scratch.region(), 0, config.store(), number);
        } finally {
            scratches.give(scratch);
        }
    }
}
