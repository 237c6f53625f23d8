package io.varve.write;

import io.varve.nativeio.Region;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One place of the ring: the operations of one write, and how far they have come.
///
/// ```
/// CLAIMED ──► PUBLISHED ──► TAKEN ──► COPIED
///    │            └──► CANCELLED          (by the caller, at its deadline)
///    └──► ABORTED                         (encoding threw; a claimed slot is always published)
/// ```
///
/// The state word holds the ring sequence too: a caller that comes late finds the slot in its next use,
/// and does not mistake that for its own.
///
/// **Owner:** the caller from the claim to the publication, the writer from TAKEN to COPIED. Between TAKEN
/// and COPIED there is no I/O, so a caller that waits for that waits for less than a copy of its bytes
/// (D-6): what is larger than the log's buffer stands in memory that the slot owns.
final class Slot {
    private static final int CLAIMED = 0;
    private static final int PUBLISHED = 1;
    private static final int ABORTED = 2;
    private static final int TAKEN = 3;
    private static final int COPIED = 4;
    private static final int CANCELLED = 5;
    private static final int BITS = 3;

    /// Where small writes are encoded; larger ones stand elsewhere.
    final Region inline;

    private final AtomicLong state = new AtomicLong(-1);

    private Region source;
    private long sourceOffset;
    private long length;
    private int operations;
    private boolean isOwned;
    private boolean isSync;
    private @Nullable Ending ending;

    Slot(Region inline) {
        this.inline = inline;
        this.source = inline;
    }

    void claim(long sequence) {
        state.set(word(sequence, CLAIMED));
    }

    /// Says where the operations are, or will be when it is offered.
    ///
    /// @param isOwnMemory whether `from` is the slot's from now on, to be given back by who ends the write
    void fill(Region from, long offset, long bytes, int count, boolean isOwnMemory) {
        source = from;
        sourceOffset = offset;
        length = bytes;
        operations = count;
        isOwned = isOwnMemory;
    }

    /// Offers what stands where [#fill] said to the writer.
    ///
    /// @param who is told how it ended; null when nobody but by its position
    void offer(long sequence, boolean needsSync, @Nullable Ending who) {
        isSync = needsSync;
        ending = who;
        state.set(word(sequence, PUBLISHED));
    }

    void abort(long sequence) {
        ending = null;
        state.set(word(sequence, ABORTED));
    }

    /// Takes the write back, if the writer has not taken it yet.
    boolean tryCancel(long sequence) {
        return state.compareAndSet(word(sequence, PUBLISHED), word(sequence, CANCELLED));
    }

    /// Whether the writer no longer needs what the caller gave it.
    boolean isReleased(long sequence) {
        long now = state.get();
        return now >> BITS != sequence || (now & ((1 << BITS) - 1)) >= COPIED;
    }

    /// Whether there is a write to take; false when it was aborted or cancelled.
    boolean isOffered(long sequence) {
        return state.get() == word(sequence, PUBLISHED);
    }

    /// Whether the writer has taken the write and not let go of it.
    boolean isTaken(long sequence) {
        return state.get() == word(sequence, TAKEN);
    }

    /// Takes the write for a group; false when it was aborted or cancelled.
    boolean tryTake(long sequence) {
        return state.compareAndSet(word(sequence, PUBLISHED), word(sequence, TAKEN));
    }

    void setCopied(long sequence) {
        state.set(word(sequence, COPIED));
    }

    Region source() {
        return source;
    }

    long sourceOffset() {
        return sourceOffset;
    }

    long length() {
        return length;
    }

    int operations() {
        return operations;
    }

    boolean isSync() {
        return isSync;
    }

    @Nullable
    Ending ending() {
        return ending;
    }

    /// Who is told how it ended, by whoever takes this.
    @Nullable
    Ending takeEnding() {
        Ending taken = ending;
        ending = null;
        return taken;
    }

    /// Whether the memory of the operations is the slot's.
    boolean isOwned() {
        return isOwned;
    }

    /// Lets go of its memory, which the caller gives back; null when it is not the slot's.
    @Nullable
    Region disown() {
        Region owned = isOwned ? source : null;
        isOwned = false;
        source = inline;
        return owned;
    }

    private static long word(long sequence, int state) {
        return sequence << BITS | state;
    }
}
