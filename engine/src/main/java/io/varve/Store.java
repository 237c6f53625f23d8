package io.varve;

import io.varve.delivery.Events;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.format.RecordKind;
import io.varve.nativeio.Scheduler;
import io.varve.read.Lookups;
import io.varve.report.CheckpointReport;
import io.varve.report.OpenReport;
import io.varve.report.VerifyReport;
import io.varve.report.WorkListener;
import io.varve.stats.StoreCounters;
import io.varve.view.Calls;
import io.varve.view.Horizon;
import io.varve.write.WritePath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/// An ordered map from keys to values, kept in a directory.
///
/// Keys are bytes in unsigned order, of any length up to 65 535; values are bytes. Any thread may call
/// anything at any time. A write returns when it is visible and as durable as it asked to be, and throws
/// a [StoreException] otherwise; only `OutcomeUnknownException` leaves open whether it happened.
///
/// One store per directory is open for writing, in all processes of the machine.
public final class Store implements AutoCloseable {
    /// What a copying get returns when the key has no value.
    public static final long NOT_FOUND = -1;

    private static final Duration FOREVER = Duration.ofDays(365);
    private static final WriteOptions USUAL = WriteOptions.asTheStore();
    private static final MemorySegment NO_VALUE = MemorySegment.NULL;
    private static final byte[] NO_BYTES = {};

    private final StoreParts parts;
    private final String directory;
    private final Calls calls;
    private final Horizon horizon;
    private final Reading reading;
    private final StoreCounters counters;
    private final Reads reads;
    private final Cursors cursors;
    private final Writes writes;
    private final AsyncWrites async;
    private final Closing closing;
    private final Maintenance maintenance;
    private final Gauging gauging;
    private final WholeStore whole;
    private final Leaks leaks;
    private final Claims claims;
    private volatile boolean isClosing;
    private Leaks.Watch watch = Leaks.Watch.NONE;

    Store(StoreParts parts) {
        this.parts = parts;
        Scheduler scheduler = parts.seams().scheduler();
        this.directory = parts.directory().path();
        this.reading = Reading.of(parts);
        this.calls = reading.calls();
        this.horizon = reading.horizon();
        this.counters = new StoreCounters(parts.options().statistics());
        Running running = Running.start(parts, reading, counters);
        Lookups lookups = running.lookups();
        Events events = running.events();
        WritePath path = running.path();
        this.reads = new Reads(
                directory, scheduler, calls, lookups, reading.view(), horizon, parts.time(), counters.damagedReads());
        this.claims = new Claims(scheduler);
        WriteRules rules = WriteRules.of(parts, calls, events, claims);
        this.writes = new Writes(rules, path == null ? null : path.commits(), horizon);
        this.async = new AsyncWrites(this, rules, path == null ? null : path.submissions());
        this.leaks = new Leaks(events, counters.forgottenHandles());
        this.maintenance = new Maintenance(directory, calls, parts.seams().clock(), running.flushes());
        OpenCursors open = new OpenCursors(parts.seams().clock());
        this.cursors = new Cursors(directory, reading, parts.time(), lookups, counters.damagedReads(), leaks, open);
        this.gauging = new Gauging(parts, reading, counters, events, open, lookups, path, running.adapting());
        this.whole = new WholeStore(parts, reading);
        Publishing publishing = running.orAbandon(() -> Publishing.start(parts, gauging, events));
        this.closing = new Closing(parts, reading, lookups, path, running.flushes(), events, publishing);
        parts.report().tell(events, directory, parts.end());
    }

    /// Opens the store in a directory with default options, and makes it when there is none.
    public static Store open(Path directory) {
        return open(directory, StoreOptions.defaults());
    }

    /// Opens the store in a directory.
    ///
    /// @throws io.varve.error.InvalidOptionsException when the options make no sense; nothing was made
    /// @throws io.varve.error.StoreLockedException when somebody has it open
    /// @throws io.varve.error.CorruptionException when its files are damaged
    /// @throws io.varve.error.ResourceRefusedException when there is no memory or no thread for it
    /// @throws StoreException when the machine refuses
    public static Store open(Path directory, StoreOptions options) {
        String path = Arguments.directory(directory);
        Arguments.given("options", options).check();
        Store store = Opening.open(Seams.ofMachine(options), path, options);
        store.watch = store.leaks.begin(store);
        return store;
    }

    /// Opens what can be opened of a damaged store, to be read: a read that may need what is damaged throws, all
    /// others answer. [#openReport()] says what is missing.
    ///
    /// @throws StoreException when the manifest is damaged, or as [#open(Path, StoreOptions)]
    public static Store openDegraded(Path directory, StoreOptions options) {
        return DegradedOpening.open(Arguments.directory(directory), Arguments.given("options", options));
    }

    /// Gives a key a value, as durable as the options say.
    public void put(byte[] key, byte[] value) {
        writes.write(RecordKind.PUT, key, value, USUAL);
    }

    /// Gives a key a value.
    public void put(byte[] key, byte[] value, Durability durability) {
        writes.write(RecordKind.PUT, key, value, WriteOptions.of(durability));
    }

    /// Gives a key a value. Allocates nothing.
    public void put(MemorySegment key, MemorySegment value) {
        writes.write(RecordKind.PUT, key, value, USUAL);
    }

    /// Gives a key a value. Allocates nothing.
    public void put(MemorySegment key, MemorySegment value, Durability durability) {
        writes.write(RecordKind.PUT, key, value, WriteOptions.of(durability));
    }

    /// Gives a key a value. Allocates nothing.
    public void put(MemorySegment key, MemorySegment value, WriteOptions how) {
        writes.write(RecordKind.PUT, key, value, how);
    }

    /// Gives a key a value.
    public void put(byte[] key, byte[] value, WriteOptions how) {
        writes.write(RecordKind.PUT, key, value, how);
    }

    /// Gives a key a value; both are what the buffers hold between position and limit, and stay so.
    public void put(ByteBuffer key, ByteBuffer value) {
        writes.write(RecordKind.PUT, Segments.of("key", key), Segments.of("value", value), USUAL);
    }

    /// Gives a key a value, both in ranges of Agrona buffers.
    public void put(
            DirectBuffer key, int keyOffset, int keyLength, DirectBuffer value, int valueOffset, int valueLength) {
        writes.write(
                RecordKind.PUT,
                Segments.of("key", key, keyOffset, keyLength),
                Segments.of("value", value, valueOffset, valueLength),
                USUAL);
    }

    /// Takes a key's value away; whether it had one does not matter.
    public void delete(byte[] key) {
        writes.write(RecordKind.DELETE, key, NO_BYTES, USUAL);
    }

    /// Takes a key's value away.
    public void delete(byte[] key, Durability durability) {
        writes.write(RecordKind.DELETE, key, NO_BYTES, WriteOptions.of(durability));
    }

    /// Takes a key's value away. Allocates nothing.
    public void delete(MemorySegment key) {
        writes.write(RecordKind.DELETE, key, NO_VALUE, USUAL);
    }

    /// Takes a key's value away.
    public void delete(ByteBuffer key) {
        writes.write(RecordKind.DELETE, Segments.of("key", key), NO_VALUE, USUAL);
    }

    /// Takes a key's value away.
    public void delete(DirectBuffer key, int offset, int length) {
        writes.write(RecordKind.DELETE, Segments.of("key", key, offset, length), NO_VALUE, USUAL);
    }

    /// Takes a key's value away. Allocates nothing.
    public void delete(MemorySegment key, WriteOptions how) {
        writes.write(RecordKind.DELETE, key, NO_VALUE, how);
    }

    /// Takes a key's value away.
    public void delete(byte[] key, WriteOptions how) {
        writes.write(RecordKind.DELETE, key, NO_BYTES, how);
    }

    /// A batch to fill and write, again and again.
    public WriteBatch batch() {
        requireOpen();
        return WriteBatch.of(this, parts, leaks);
    }

    /// Writes all operations of a batch, or none.
    public void write(WriteBatch batch) {
        writes.write(ofThisStore(batch), USUAL);
    }

    /// Writes all operations of a batch, or none.
    public void write(WriteBatch batch, Durability durability) {
        writes.write(ofThisStore(batch), WriteOptions.of(durability));
    }

    /// Writes all operations of a batch, or none.
    public void write(WriteBatch batch, WriteOptions how) {
        writes.write(ofThisStore(batch), how);
    }

    /// Writes that return before they have ended.
    public AsyncWrites async() {
        return async;
    }

    /// Returns when every write that returned before is durable.
    public void sync() {
        writes.syncUpTo(Long.MAX_VALUE);
    }

    /// Returns when everything up to a sequence number is durable.
    public void syncUpTo(long sequence) {
        writes.syncUpTo(Math.min(sequence, horizon.visibleAcquire()));
    }

    /// Asks that all that was acknowledged before becomes tables on disk. It goes on by itself; the log of what
    /// is in tables is not needed any more.
    ///
    /// @throws io.varve.error.WriteRejectedException `FLUSH_BEHIND` when too many are waited for
    public FlushTicket flush() {
        return maintenance.flush(null);
    }

    /// Asks for a flush, and for a name for what the store is then: it stays on disk until the name is dropped.
    ///
    /// @param name 1 to 255 bytes in UTF-8
    /// @throws IllegalArgumentException when that can be no name; when it is taken, the ticket throws
    /// @throws io.varve.error.WriteRejectedException `FLUSH_BEHIND` when too many are waited for
    public FlushTicket flush(String name) {
        return maintenance.flush(Arguments.given("name", name));
    }

    /// Asks for a flush, and then that all tables become one sorted run: what was overwritten or deleted is
    /// gone from disk afterwards, but for what open snapshots, and named ones, still show. Tables that are one
    /// run already stay as they are.
    ///
    /// @throws io.varve.error.WriteRejectedException `FLUSH_BEHIND` when too many are waited for
    public CompactionTicket compact() {
        return maintenance.compact(Range.all());
    }

    /// Begins a flush, and then a merge of all tables that may have keys of a range, and of what lies below them, into
    /// the lowest level: what was deleted or overwritten in the range is gone from disk afterwards, as after
    /// [#compact()].
    ///
    /// @throws io.varve.error.WriteRejectedException `FLUSH_BEHIND` when too many are waited for
    public CompactionTicket compact(Range range) {
        return maintenance.compact(Arguments.given("range", range));
    }

    /// Waits until all memtables but the one that takes writes are tables on disk, those included that a flush
    /// was asked for before: the tickets of those have ended then.
    ///
    /// @return false when the time was over first
    public boolean drain(Duration patience) {
        return maintenance.drain(patience);
    }

    /// The states of the store that have a name.
    public List<SavedSnapshot> snapshots() {
        requireOpen();
        return Opening.snapshots(parts.seams(), directory);
    }

    /// Opens a named state, to be read: a store of its own that shows what this one was. It can be open longer
    /// than this one, and longer than the name is kept.
    ///
    /// @throws IllegalArgumentException when there is no such name
    /// @throws StoreException as [#open(Path, StoreOptions)]
    public Store openSnapshot(String name) {
        Arguments.given("name", name);
        requireOpen();
        StoreOptions toRead = parts.options().toBuilder().readOnly(true).build();
        return Opening.openSnapshot(parts.seams(), directory, toRead, name);
    }

    /// See [StoreParts#epoch()].
    long epoch() {
        return parts.epoch();
    }

    /// Drops a name that [#flush(String)] gave.
    ///
    /// @throws IllegalArgumentException when there is no such name
    /// @throws io.varve.error.WriteRejectedException `FLUSH_BEHIND` when too many are waited for
    public void dropSnapshot(String name) {
        maintenance.drop(name);
    }

    /// The value of a key; null when it has none.
    public byte @Nullable [] get(byte[] key) {
        return reads.get(key, Reads.NEWEST);
    }

    /// Copies the value of a key. Allocates nothing.
    ///
    /// @return its length, or [#NOT_FOUND]; when it is longer than `into`, nothing was copied
    public long get(MemorySegment key, MemorySegment into) {
        return reads.get(key, into, Reads.NEWEST);
    }

    /// Copies the value of a key to where `into` stands, and moves its position behind it.
    ///
    /// @return its length, or [#NOT_FOUND]; when it is longer than what remains, nothing was copied
    public long get(ByteBuffer key, ByteBuffer into) {
        return reads.get(key, into, Reads.NEWEST);
    }

    /// Copies the value of a key, both in ranges of Agrona buffers.
    ///
    /// @return its length, or [#NOT_FOUND]; when it is longer than `intoLength`, nothing was copied
    public long get(
            DirectBuffer key, int keyOffset, int keyLength, MutableDirectBuffer into, int intoOffset, int intoLength) {
        return reads.get(
                Segments.of("key", key, keyOffset, keyLength),
                Segments.of("into", into, intoOffset, intoLength),
                Reads.NEWEST);
    }

    /// Shows the value of a key where it lies.
    ///
    /// @return what the reader made of it; null when there is no value
    public <R> @Nullable R get(MemorySegment key, ValueReader<R> reader) {
        return reads.get(key, reader, Reads.NEWEST);
    }

    /// Looks up many keys together, as of one moment. When a block that one of them needs is damaged, this
    /// throws for all; one by one, the others are found.
    ///
    /// @param wanted the keys; then what was found
    /// @return how many have a value
    public int getAll(MultiGet wanted) {
        return reads.getAll(wanted, Reads.NEWEST);
    }

    /// Whether a key has a value.
    public boolean contains(byte[] key) {
        return reads.contains(key, Reads.NEWEST);
    }

    /// Whether a key has a value.
    public boolean contains(MemorySegment key) {
        return reads.contains(key, Reads.NEWEST);
    }

    /// Whether a key has a value.
    public boolean contains(ByteBuffer key) {
        return reads.contains(Segments.of("key", key), Reads.NEWEST);
    }

    /// Whether a key has a value.
    public boolean contains(DirectBuffer key, int offset, int length) {
        return reads.contains(Segments.of("key", key, offset, length), Reads.NEWEST);
    }

    /// The store as it is now, to be read later. As long as it is open, the store keeps what it shows.
    ///
    /// @throws io.varve.error.ResourceRefusedException when 16 384 snapshots are open
    public Snapshot snapshot() {
        requireOpen();
        return Snapshot.open(cursors, reads, reading.snapshots(), leaks);
    }

    /// A cursor over all keys as they are now. While it is open, the memory and files that it walks over are
    /// kept.
    public StoreCursor cursor() {
        return cursor(Range.all());
    }

    /// A cursor over the keys of a range as they are now. While it is open, the memory and files that it walks
    /// over are kept.
    public StoreCursor cursor(Range range) {
        return cursors.open(range, Reads.NEWEST);
    }

    /// What the open found.
    public RecoveryReport recoveryReport() {
        return parts.report();
    }

    /// What is missing, when it was opened although it is damaged.
    public OpenReport openReport() {
        return parts.openReport();
    }

    /// The number of the last operation that readers see.
    public long visibleSequence() {
        return horizon.visibleAcquire();
    }

    /// The number of the last operation that a loss of power would leave.
    public long durableSequence() {
        return horizon.durableAcquire();
    }

    /// Makes a store of its own of what this one is now: all that was acknowledged before the call, and a prefix
    /// of what comes meanwhile. Tables are linked where the file system can, what is in memory is written;
    /// writes do not wait for it.
    ///
    /// @param directory that does not exist, or is empty
    /// @throws StoreException when the machine refuses, or there is something in the directory
    public CheckpointReport checkpoint(Path directory) {
        return whole.checkpoint(Arguments.directory(directory), WorkListener.NOBODY);
    }

    /// Looks at every file as the device has it, beside reads and writes, and tells all that is wrong.
    public VerifyReport verify() {
        return whole.verify(WorkListener.NOBODY);
    }

    /// Likewise; the listener is told how far it is, and may end it.
    ///
    /// @throws StoreClosedException when the store is closed meanwhile
    public VerifyReport verify(WorkListener listener) {
        return whole.verify(listener);
    }

    /// About how many bytes the keys of a range take in tables and in memory; off by half a block of each table
    /// at each end. Reads no block.
    public long approximateSize(Range range) {
        return whole.size(Arguments.given("range", range));
    }

    /// About how many keys of a range have a value; off likewise, and by what is overwritten and not merged away
    /// yet.
    public long approximateCount(Range range) {
        return whole.count(Arguments.given("range", range));
    }

    /// What it has done and holds.
    public StoreStats stats() {
        return gauging.report(isClosing);
    }

    /// Ends it: lets calls in flight end, makes everything durable, gives everything back. From any
    /// thread, any number of times; it returns when the store has ended, whoever ends it. Inside a
    /// listener it does not wait for the listener itself.
    ///
    /// @throws IllegalStateException inside a [ValueReader], or with a [Claim] begun on this thread: the
    ///     close would wait for it
    @Override
    public void close() {
        close(FOREVER);
    }

    /// Ends it within a time. After a false, it can be tried again.
    ///
    /// @return false when something is stuck in the kernel, or a call is still inside; the lock is kept
    ///     then
    /// @throws IllegalStateException inside a [ValueReader], or with a [Claim] begun on this thread: the
    ///     close would wait for it
    public boolean close(Duration patience) {
        boolean isForever = Arguments.given("patience", patience).compareTo(FOREVER) >= 0;
        reads.requireNoReader();
        claims.requireNone();
        isClosing = true;
        watch.end();
        long nanos = patience.isNegative() ? 0 : isForever ? 0 : patience.toNanos();
        return closing.run(isForever ? Scheduler.NEVER : parts.seams().clock().nanoTime() + nanos);
    }

    @Override
    public String toString() {
        return "store in " + directory;
    }

    WriteBatch ofThisStore(WriteBatch batch) {
        WriteBatch given = Arguments.given("batch", batch);
        if (given.store() != this) {
            throw new IllegalArgumentException("the batch is of another store: " + given.store());
        }
        return given;
    }

    private void requireOpen() {
        if (isClosing) {
            throw new StoreClosedException(directory);
        }
    }
}
