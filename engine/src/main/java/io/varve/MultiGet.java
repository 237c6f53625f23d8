package io.varve;

import io.varve.error.TooLargeException;
import io.varve.format.RecordLimits;
import io.varve.nativeio.Region;
import io.varve.read.GroupLookup;
import io.varve.read.Lookup;
import io.varve.view.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/// Keys to be looked up together, and then what was found of them. Used again after [#clear()]; then nothing is
/// allocated any more, once it has grown to what is asked for.
///
/// ```java
/// MultiGet wanted = new MultiGet();
/// wanted.add(one);
/// wanted.add(another);
/// store.getAll(wanted);
/// byte[] value = wanted.value(0);
/// ```
///
/// All values are of the same moment, and copies. Together is faster than one after the other, as the waits for
/// memory overlap.
///
/// **Owner:** one thread at a time.
public final class MultiGet {
    /// How many keys it takes.
    public static final int MOST_KEYS = 4096;

    private static final int ABSENT = -1;
    private static final int FIRST_KEYS = 32;
    private static final int FIRST_BYTES = 1024;
    private static final long MOST_VALUE_BYTES = 1L << 30;

    private final GroupLookup group = new GroupLookup();
    private final GroupLookup.Found found = this::onFound;

    /// All keys, one behind the other, and where each ends.
    private byte[] keys = new byte[FIRST_BYTES];

    private int[] keyEnds = new int[FIRST_KEYS];
    private int count;

    /// All values, and where each begins and how long it is.
    private byte[] values = new byte[FIRST_BYTES];

    private int[] valueOffsets = new int[FIRST_KEYS];
    private int[] valueLengths = new int[FIRST_KEYS];
    private int valueBytes;
    private int answers;
    private int hits;
    private int firstOfGroup;
    private @Nullable MemorySegment shown;

    /// With no keys.
    public MultiGet() {}

    /// Adds a key.
    ///
    /// @throws TooLargeException with [#MOST_KEYS] already
    public MultiGet add(byte[] key) {
        Arguments.checkKey(key);
        int begin = reserve(key.length);
        System.arraycopy(key, 0, keys, begin, key.length);
        return this;
    }

    /// Adds a key.
    ///
    /// @throws TooLargeException with [#MOST_KEYS] already
    public MultiGet add(MemorySegment key) {
        Arguments.checkKey(key);
        int length = (int) key.byteSize();
        int begin = reserve(length);
        try {
            MemorySegment.copy(key, ValueLayout.JAVA_BYTE, 0, keys, begin, length);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            count--;
            throw Segments.unusable("the key cannot be read from this thread", unreadable);
        }
        return this;
    }

    /// Adds a key: what the buffer holds between position and limit, which stay so.
    public MultiGet add(ByteBuffer key) {
        return add(Segments.of("key", key));
    }

    /// Adds a key in a range of an Agrona buffer.
    public MultiGet add(DirectBuffer key, int offset, int length) {
        return add(Segments.of("key", key, offset, length));
    }

    /// Forgets all keys and what was found, and keeps the memory.
    public void clear() {
        count = 0;
        forget();
    }

    /// How many keys there are.
    public int count() {
        return count;
    }

    /// Whether a key has a value.
    ///
    /// @param index of the key, in the order in which they were added
    public boolean isFound(int index) {
        return valueLengths[checked(index)] != ABSENT;
    }

    /// Bytes of a value.
    public int valueLength(int index) {
        return valueLengths[present(index)];
    }

    /// A copy of a value, which is allocated; null when the key has none.
    public byte @Nullable [] value(int index) {
        return isFound(index)
                ? Arrays.copyOfRange(values, valueOffsets[index], valueOffsets[index] + valueLengths[index])
                : null;
    }

    /// Copies a value.
    ///
    /// @return its length, or [Store#NOT_FOUND]; when it is longer than `into`, nothing was copied
    public long value(int index, MemorySegment into) {
        Arguments.given("into", into);
        if (!isFound(index)) {
            return Store.NOT_FOUND;
        }
        int length = valueLengths[index];
        if (length <= into.byteSize()) {
            Segments.copyOut(memory(), valueOffsets[index], into, length);
        }
        return length;
    }

    /// Shows a value, to be read until keys are looked up again. Of memory on the heap, which knows no alignment.
    public MemorySegment valueView(int index) {
        return memory().asSlice(valueOffset(index), valueLength(index));
    }

    /// What [#valueView] is a part of: for those who must be sure that nothing is allocated.
    public MemorySegment memory() {
        MemorySegment segment = shown;
        if (segment == null) {
            segment = MemorySegment.ofArray(values).asReadOnly();
            shown = segment;
        }
        return segment;
    }

    /// Where a value begins in [#memory].
    public long valueOffset(int index) {
        return valueOffsets[present(index)];
    }

    /// Looks all of them up. Of a caller that is inside.
    ///
    /// @return how many have a value
    int find(View view, long sequence, long asOf, Lookup lookup) {
        forget();
        Arrays.fill(valueLengths, 0, count, ABSENT);
        int next = 0;
        while (next < count) {
            firstOfGroup = next;
            int room = length(next) <= lookup.inlineRoom() ? lookup.inlineRoom() : RecordLimits.MAX_KEY_LENGTH + 1;
            Region region = Reads.begin(lookup, room);
            try {
                next = fill(region, room, next);
                group.find(view, region, sequence, asOf, found);
            } finally {
                lookup.end();
            }
        }
        answers = count;
        return hits;
    }

    /// What an access that failed means.
    RuntimeException damaged(InternalError error) {
        return group.damaged(error);
    }

    /// @return the first key that is not in the group
    private int fill(Region region, int room, int first) {
        group.clear();
        int next = first;
        while (next < count) {
            int offset = group.add(length(next), room);
            if (offset < 0) {
                break;
            }
            region.copyFrom(offset, keys, begin(next), length(next));
            next++;
        }
        return next;
    }

    private void onFound(int index, Region region, long valueOffset, int length) {
        int key = firstOfGroup + index;
        long needed = (long) valueBytes + length;
        if (needed > MOST_VALUE_BYTES) {
            throw TooLargeException.values(needed, MOST_VALUE_BYTES);
        }
        if (needed > values.length) {
            values = Arrays.copyOf(values, (int) Math.max(needed, Math.min(2L * values.length, MOST_VALUE_BYTES)));
            shown = null;
        }
        region.copyTo(valueOffset, values, valueBytes, length);
        valueOffsets[key] = valueBytes;
        valueLengths[key] = length;
        valueBytes += length;
        hits++;
    }

    private void forget() {
        answers = 0;
        hits = 0;
        valueBytes = 0;
    }

    private int reserve(int length) {
        if (count == MOST_KEYS) {
            throw TooLargeException.keys(MOST_KEYS + 1L, MOST_KEYS);
        }
        int begin = count == 0 ? 0 : keyEnds[count - 1];
        int end = Math.addExact(begin, length);
        if (end > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(end, 2 * keys.length));
        }
        if (count == keyEnds.length) {
            keyEnds = Arrays.copyOf(keyEnds, 2 * count);
            valueOffsets = Arrays.copyOf(valueOffsets, 2 * count);
            valueLengths = Arrays.copyOf(valueLengths, 2 * count);
        }
        forget();
        keyEnds[count++] = end;
        return begin;
    }

    private int begin(int index) {
        return index == 0 ? 0 : keyEnds[index - 1];
    }

    private int length(int index) {
        return keyEnds[index] - begin(index);
    }

    private int checked(int index) {
        if (index < 0 || index >= answers) {
            throw new IllegalArgumentException("key " + index + " of " + count + ", of which " + answers
                    + " were looked up since the last was added");
        }
        return index;
    }

    private int present(int index) {
        if (!isFound(index)) {
            throw new IllegalStateException("key " + index + " has no value");
        }
        return index;
    }
}
