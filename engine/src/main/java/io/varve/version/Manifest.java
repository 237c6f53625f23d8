package io.varve.version;

import io.varve.error.CorruptionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// The record of what the store is made of, open for changes.
///
/// Every opener begins a manifest of its own, whose first edit says all that the one before said and carries the
/// opener's epoch (P19); so nothing is ever appended behind what an earlier process left, torn or not, and what a
/// fenced process still writes lands in a file that nobody reads. The switch is made by [Markers]. When a
/// manifest is nearly full, the next edit goes into a new one in the same way.
///
/// **Owner:** one thread at a time, the only one that changes the manifest.
///
/// **Requires:** the directory's lock is held, until this is closed.
///
/// **Promises:** when [#append] returns, the edit survives every crash, and all edits before it (I-31); when it throws,
/// the edit may or may not survive, and the next opener finds all edits before it. After a failed write or sync
/// nothing more is written: every later call throws the first failure (P16, I-32). An edit needs no space on the
/// disk that is not reserved (row 54); when a new manifest cannot be made for lack of it, the old one is used to
/// its end, and only then is an edit refused, with nothing changed.
///
/// **Invariant:** `state` is what a reader of the file would find.
public final class Manifest implements AutoCloseable {
    /// How many manifests of others may be in the way of a new one; each is of an opener that raced with us and
    /// lost.
    private static final int NAME_ATTEMPTS = 16;

    private final ManifestConfig config;
    private final DirectoryLock lock;
    private final Markers markers;
    private final Region buffer;
    private final @Nullable ManifestReport report;
    private final ManifestState found;
    private ManifestState state;
    private volatile long lastEdit;
    private volatile long snapshotId;
    private @Nullable ManifestFile file;
    private long nextNumber;
    private @Nullable Throwable failure;
    private boolean isClosed;

    private Manifest(
            ManifestConfig config,
            DirectoryLock lock,
            ManifestState found,
            @Nullable ManifestReport report,
            long nextNumber) {
        this.config = config;
        this.lock = lock;
        this.markers = new Markers(config.directory(), lock);
        this.buffer = config.memory().allocate(config.account(), ManifestConfig.bufferSize(config.size()), Pages.BASE);
        this.found = found;
        this.report = report;
        this.state = found;
        this.lastEdit = found.editNumber();
        this.snapshotId = found.snapshotId();
        this.nextNumber = nextNumber;
    }

    /// Whether there is a store in the directory. A creation that never came to its end does not count.
    ///
    /// @throws CorruptionException when there was one that has lost its marker (row 18)
    public static boolean exists(ManifestConfig config) {
        ManifestFiles files = ManifestFiles.list(config.directory());
        if (files.current() != null) {
            return true;
        }
        ManifestReader reader = new ManifestReader(config);
        for (long number : files.manifests()) {
            if (files.hasLog() || !reader.isUnfinished(number)) {
                return hasMarkerNow(config, MarkerName.manifestName(number));
            }
        }
        return files.hasLog() && hasMarkerNow(config, "a log");
    }

    /// Somebody who is fenced and does not know it yet may just have made a marker.
    private static boolean hasMarkerNow(ManifestConfig config, String other) {
        if (ManifestFiles.list(config.directory()).current() != null) {
            return true;
        }
        throw new CorruptionException(
                config.directory().path(),
                0,
                "a marker beside " + other,
                "none, which only a creation that was cut short may leave");
    }

    /// Reads the current manifest, and changes nothing. The caller may hold no lock: then another process may
    /// switch manifests at the same time, which is seen and followed.
    public static ManifestFound read(ManifestConfig config) {
        MarkerName marker = ManifestFiles.list(config.directory()).current();
        for (int i = 1; ; i++) {
            if (marker == null) {
                throw new StoreIoException("open", config.directory().path() + "/marker", Errno.ENOENT);
            }
            try {
                return new ManifestReader(config).read(marker);
            } catch (CorruptionException | StoreIoException problem) {
                MarkerName now = ManifestFiles.list(config.directory()).current();
                if (i == NAME_ATTEMPTS || marker.equals(now)) {
                    throw problem;
                }
                marker = now;
            }
        }
    }

    /// Makes the manifest of a new store, whose first epoch is that of the lock.
    ///
    /// **Requires:** not [#exists], and nothing else of the store is in the directory yet.
    ///
    /// @throws io.varve.error.FencedException when whoever broke the lock has made one since
    public static Manifest create(ManifestConfig config, DirectoryLock lock, Creation creation) {
        if (exists(config)) {
            lock.requireHeld(); // who has fenced us may have made it since the caller looked
            throw new IllegalStateException(config.directory().path() + ": there is a store already");
        }
        return createNew(config, lock, creation);
    }

    /// Opens what [#exists], or makes it.
    public static Manifest openOrCreate(ManifestConfig config, DirectoryLock lock, Creation creation) {
        return exists(config) ? open(config, lock) : createNew(config, lock, creation);
    }

    private static Manifest createNew(ManifestConfig config, DirectoryLock lock, Creation creation) {
        ManifestEdit first = ManifestState.before(creation).toEdit().at(creation.createdMillis());
        ManifestState state = ManifestState.of(first, lock.epoch(), 1);
        long nextNumber = ManifestFiles.list(config.directory()).nextNumber();
        Manifest manifest = new Manifest(config, lock, state, null, nextNumber);
        return manifest.orClose(() -> {
            manifest.begin(state, 1);
            manifest.append(ManifestEdit.NOTHING); // which says that the creation came to its end
            manifest.markers.removeLeftovers(manifest.file().marker(), creation, config);
        });
    }

    /// Opens the manifest for changes, in a new file with a new epoch. The lock's epoch is above all earlier ones
    /// when this returns, and durable.
    ///
    /// @throws CorruptionException when a file is damaged; nothing was changed
    public static Manifest open(ManifestConfig config, DirectoryLock lock) {
        ManifestFound found = read(config);
        long nextNumber = ManifestFiles.list(config.directory()).nextNumber();
        lock.raiseAbove(found.state().epoch());
        ManifestState state = found.state().apply(ManifestEdit.NOTHING, lock.epoch());
        Manifest manifest = new Manifest(config, lock, found.state(), found.report(), nextNumber);
        return manifest.orClose(() -> {
            manifest.begin(state, found.marker().iteration() + 1);
            manifest.markers.removeLeftovers(manifest.file().marker(), state.creation(), config);
        });
    }

    /// Makes a change durable.
    ///
    /// @return the state after it
    /// @throws IllegalArgumentException when the edit contradicts the state; nothing was changed
    /// @throws ResourceRefusedException when there would be too many tables or named snapshots; nothing was changed
    /// @throws StoreIoException when the machine refuses
    /// @throws io.varve.error.FencedException when the lock was lost; the edit must not count
    public ManifestState append(ManifestEdit edit) {
        requireUsable();
        ManifestState next = after(edit);
        byte[] fields = EditFields.encode(edit);
        int size = ManifestFormat.padded(ManifestFormat.EDIT_HEADER_SIZE + fields.length);
        ManifestFile current = file();
        boolean fits = current.end() + size <= current.size();
        boolean isNearlyFull = current.end() + size > current.size() - current.size() / 4;
        if (!isNearlyFull || !rollOver(current, next, fits)) {
            orFail(() -> {
                lock.requireHeld();
                current.append(next, fields);
                lock.requireHeld();
            });
        }
        become(next);
        return next;
    }

    /// Throws when somebody has taken the store by force: what is in its directory since is not ours to change.
    public void requireHeld() {
        lock.requireHeld();
    }

    /// What the manifest says now.
    public ManifestState state() {
        return state;
    }

    /// The number of the last edit that is durable, for any thread.
    public long lastEdit() {
        return lastEdit;
    }

    /// What it said when it was opened: whether the last close was clean, and where the log was cut.
    public ManifestState found() {
        return found;
    }

    /// What was noticed when it was read; null after a creation.
    public @Nullable ManifestReport report() {
        return report;
    }

    /// The path of the current file.
    public String path() {
        return file().path();
    }

    /// Closes the file. An orderly end of the store appends an edit with a clean close before.
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            ManifestFile current = file;
            if (current != null) {
                current.close();
            }
            config.memory().free(buffer);
        }
    }

    @Override
    public String toString() {
        return "manifest " + (file == null ? "of " + config.directory().path() : path()) + ", edit "
                + state.editNumber();
    }

    private ManifestState after(ManifestEdit edit) {
        try {
            return state.apply(edit, lock.epoch());
        } catch (LimitException tooMuch) {
            throw ResourceRefusedException.manifest(path(), tooMuch);
        }
    }

    /// The first file of this opener.
    private void begin(ManifestState first, long iteration) {
        for (int i = 1; ; i++) {
            MarkerName marker = new MarkerName(iteration, nextNumber++);
            try {
                publish(ManifestFile.create(config.directory(), buffer, marker, first, config.size()));
                become(first);
                return;
            } catch (StoreIoException refused) {
                if (refused.errno() != Errno.EEXIST || i == NAME_ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    /// Puts the state into a new file.
    ///
    /// @return false when that could not be made and the old one has room; nothing has changed then
    private boolean rollOver(ManifestFile old, ManifestState next, boolean isThereRoom) {
        MarkerName marker = new MarkerName(old.marker().iteration() + 1, nextNumber++);
        ManifestFile made;
        try {
            made = ManifestFile.create(config.directory(), buffer, marker, next, config.size());
        } catch (StoreIoException refused) {
            // The new file is nobody's yet, so this failure, of a sync too, says nothing about the old one.
            if (!isThereRoom) {
                throw refused;
            }
            return false;
        }
        orFail(() -> {
            publish(made);
            old.close();
            markers.remove(old.marker());
        });
        return true;
    }

    private void become(ManifestState durable) {
        state = durable;
        lastEdit = durable.editNumber();
        snapshotId = durable.snapshotId();
    }

    private void publish(ManifestFile made) {
        boolean isPublished = false;
        try {
            markers.publish(made.marker());
            file = made;
            isPublished = true;
        } finally {
            if (!isPublished) {
                made.close();
            }
        }
    }

    /// The id of the last install. Any thread.
    public long snapshotId() {
        return snapshotId;
    }

    /// Whether nothing can be appended any more.
    public boolean hasFailed() {
        return failure != null;
    }

    private ManifestFile file() {
        ManifestFile current = file;
        if (current == null) {
            throw new IllegalStateException(config.directory().path() + ": the manifest was not opened");
        }
        return current;
    }

    private void requireUsable() {
        if (isClosed) {
            throw new IllegalStateException(this + ": closed");
        }
        if (failure instanceof StoreException first) {
            throw first;
        }
        if (failure != null) {
            throw new IllegalStateException(this + ": failed before", failure);
        }
    }

    private void orFail(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error first) {
            failure = first;
            throw first;
        }
    }

    private Manifest orClose(Runnable steps) {
        boolean isDone = false;
        try {
            steps.run();
            isDone = true;
            return this;
        } finally {
            if (!isDone) {
                close();
            }
        }
    }
}
