package io.varve.sstable;

import io.varve.cursor.EntryCopies;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// Entries of one block that follow one another, copied at once: one copy of some kilobytes instead of one for each
/// entry (a scan is a third faster). What they are is read from the copy.
///
/// **Requires:** as in [Block], nothing read from mapped memory is believed: neither where entries are nor how long.
final class Stretch {
    /// A single one is as well copied alone.
    private static final int FEWEST = 2;

    private Stretch() {}

    /// Copies entries that come next and moves onto the last of them; as many as need no thought: each is the only
    /// one of its key, a value that does not expire, and seen by the snapshot.
    ///
    /// @param most entries
    /// @param farthest as of [io.varve.cursor.Cursor#copyOn]
    /// @return how many it copied
    static int copy(TablePosition position, EntryCopies into, int most, long direction, long farthest, long sequence) {
        int step = direction == Long.MIN_VALUE ? 1 : -1;
        int count = fitting(position, into.room(), Math.min(most, position.ahead(step > 0)), step);
        if (count < FEWEST || !isNearer(position, step * count, direction, farthest)) {
            return 0;
        }
        long from = begin(position, count, step);
        int size = (int) (end(position, count, step) - from);
        if (size <= 0 || size > into.room()) {
            return 0;
        }
        int begin = into.bring(position.region(), from, size);
        int copied = 0;
        while (copied < count && show(into, begin, position.entryAt(step * (copied + 1)) - from, size, sequence)) {
            copied++;
        }
        position.move(step * copied);
        return copied;
    }

    /// Of so many entries, about as many as there is room for.
    private static int fitting(TablePosition position, int room, int most, int step) {
        int count = most;
        while (count >= FEWEST) {
            long size = end(position, count, step) - begin(position, count, step);
            if (size <= 0) {
                return 0;
            }
            if (size <= room) {
                return count;
            }
            count = (int) Math.min(count - 1, count * (long) room / size);
        }
        return 0;
    }

    private static long begin(TablePosition position, int count, int step) {
        return position.entryAt(step > 0 ? 1 : -count);
    }

    private static long end(TablePosition position, int count, int step) {
        return position.endAt(step > 0 ? count : -1);
    }

    /// Whether an entry, and so all on the way to it, comes before what others have, and is inside of the bounds.
    private static boolean isNearer(TablePosition position, int steps, long direction, long farthest) {
        Region region = position.region();
        long entry = position.entryAt(steps);
        long head = EntryFormat.head(region, entry);
        long prefix = Keys.prefix(region, entry + EntryFormat.keyPlace(head), EntryFormat.keyLength(head));
        return (prefix ^ direction) < farthest;
    }

    private static boolean show(EntryCopies into, int begin, long offset, int size, long sequence) {
        if (offset < 0 || offset > size - EntryFormat.MIN_SIZE) {
            return false;
        }
        int entry = begin + (int) offset;
        long head = into.word(entry);
        return EntryFormat.isSmall(head)
                ? showSmall(into, entry, head, size - offset, sequence)
                : showAny(into, entry, head, size - offset, sequence);
    }

    /// Saves a tenth of a scan (`bench quick` scan-1000, two runs each).
    private static boolean showSmall(EntryCopies into, int entry, long head, long left, long sequence) {
        int place = EntryFormat.smallKeyPlace(head);
        int keyLength = EntryFormat.smallKeyLength(head);
        int valueLength = EntryFormat.smallValueLength(head);
        if (place + keyLength + valueLength > left || EntryFormat.smallSequence(head) > sequence) {
            return false;
        }
        into.show(entry + place, keyLength, valueLength);
        return true;
    }

    private static boolean showAny(EntryCopies into, int entry, long head, long left, long sequence) {
        boolean isWhole = EntryFormat.valueLength(head) >= 0 && EntryFormat.size(head) <= left;
        if (!isWhole || !EntryFormat.isLasting(head)) {
            return false;
        }
        if (EntryFormat.sequence(into.word(entry + EntryFormat.sequencePlace(head)), head) > sequence) {
            return false;
        }
        into.show(entry + EntryFormat.keyPlace(head), EntryFormat.keyLength(head), EntryFormat.valueLength(head));
        return true;
    }
}
