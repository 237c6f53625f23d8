package io.varve;

import io.varve.error.WriteRejectedException;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;
import io.varve.write.Submissions;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A place in the ring into which one put is encoded where it stands, instead of being copied there. Made
/// once and used again and again; allocates nothing.
///
/// ```java
/// Claim claim = store.async().claim();
/// try (claim) {
///     claim.begin(Long.BYTES, 12);
///     claim.key().putLong(0, id);
///     claim.value().putInt(0, price).putLong(4, time);
///     position = claim.commit();
/// }
/// ```
///
/// **What is begun must be ended soon:** nothing that was claimed later is written before, by any thread.
/// [#commit()] or [#abort()] ends it; what was not committed is given up. Bytes that were not set are zero. A close
/// waits for it, so the thread that has begun it cannot close the store.
///
/// **Owner:** one thread at a time.
public final class Claim implements AutoCloseable {
    private final WriteRules rules;
    private final Submissions submissions;
    private final Field key = new Field();
    private final Field value = new Field();
    private long place = Submissions.NOT_ADMITTED;
    private boolean isSync;
    private int ticket;
    private int holder;

    Claim(WriteRules rules, Submissions submissions) {
        this.rules = rules;
        this.submissions = submissions;
    }

    /// The bytes of the key, or of the value, while the claim is begun. Numbers go in big-endian, so that in a
    /// key they order as unsigned numbers do.
    public static final class Field {
        private @Nullable Region region;
        private long base;
        private int length;

        private Field() {}

        /// How many bytes there are.
        public int length() {
            return length;
        }

        /// Sets one byte.
        public Field putByte(int offset, byte set) {
            at(offset, Byte.BYTES).putByte(base + offset, set);
            return this;
        }

        /// Sets four bytes, big-endian.
        public Field putInt(int offset, int set) {
            at(offset, Integer.BYTES).putInt(base + offset, Integer.reverseBytes(set));
            return this;
        }

        /// Sets eight bytes, big-endian.
        public Field putLong(int offset, long set) {
            at(offset, Long.BYTES).putLongBigEndian(base + offset, set);
            return this;
        }

        /// Sets as many bytes as the source has.
        public Field putBytes(int offset, byte[] source) {
            int bytes = Arguments.given("source", source).length;
            at(offset, bytes).copyFrom(base + offset, source, 0, bytes);
            return this;
        }

        /// Sets as many bytes as the source has.
        public Field putBytes(int offset, MemorySegment source) {
            long bytes = Arguments.given("source", source).byteSize();
            Region into = at(offset, bytes);
            try {
                into.copyFrom(base + offset, source, 0, bytes);
            } catch (IllegalStateException | WrongThreadException unreadable) {
                throw Segments.unusable("the source cannot be read from this thread", unreadable);
            }
            return this;
        }

        private Region at(int offset, long bytes) {
            Region into = region;
            if (into == null) {
                throw new IllegalStateException("the claim is not begun, or was ended");
            }
            if (offset < 0 || bytes > length - (long) offset) {
                throw new IndexOutOfBoundsException(bytes + " bytes at " + offset + " of " + length);
            }
            return into;
        }

        private void begin(Region where, long offset, int bytes) {
            int whole = bytes & -Long.BYTES;
            for (int i = 0; i < whole; i += Long.BYTES) {
                where.putLong(offset + i, 0);
            }
            for (int i = whole; i < bytes; i++) {
                where.putByte(offset + i, (byte) 0);
            }
            region = where;
            base = offset;
            length = bytes;
        }

        private void end() {
            region = null;
            length = 0;
        }
    }

    /// Claims a place for a put, as durable as the options of the store say; waits for room.
    public Claim begin(int keyLength, int valueLength) {
        return begin(keyLength, valueLength, WriteOptions.asTheStore());
    }

    /// Claims a place for a put; waits for room as long as the options say.
    ///
    /// @throws WriteRejectedException when there is none, or no write is let in
    /// @throws IllegalStateException when it is begun already
    public Claim begin(int keyLength, int valueLength, WriteOptions options) {
        if (place != Submissions.NOT_ADMITTED) {
            throw new IllegalStateException("the claim is begun already: commit it, or close it");
        }
        if (keyLength < 0 || valueLength < 0) {
            throw new IllegalArgumentException(
                    "lengths are " + keyLength + " and " + valueLength + "; allowed is 0 or more");
        }
        boolean sync = rules.isSync(options);
        long expiry = rules.expiry(RecordKind.PUT, options);
        rules.check(keyLength, valueLength, expiry);
        int entered = rules.enter();
        long claimed = Submissions.NOT_ADMITTED;
        try {
            claimed = submissions.claim(RecordFormat.size(keyLength, valueLength, expiry), rules.deadline(options));
            if (claimed == Submissions.NOT_ADMITTED) {
                throw submissions.notAdmitted();
            }
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } finally {
            if (claimed == Submissions.NOT_ADMITTED) {
                rules.exit(entered);
            }
        }
        place = claimed;
        isSync = sync;
        ticket = entered;
        holder = rules.claims().begin();
        Region target = submissions.target(claimed);
        long at = RecordFormat.putHeader(target, 0, RecordKind.PUT, keyLength, valueLength, expiry);
        key.begin(target, at, keyLength);
        value.begin(target, at + keyLength, valueLength);
        return this;
    }

    /// The key's bytes.
    public Field key() {
        return key;
    }

    /// The value's bytes.
    public Field value() {
        return value;
    }

    /// Submits it.
    ///
    /// @return the position, for [AsyncWrites#awaitVisible(long)]
    public long commit() {
        long claimed = place;
        if (claimed == Submissions.NOT_ADMITTED) {
            throw new IllegalStateException("the claim is not begun, or was ended");
        }
        end();
        rules.claims().end(holder);
        submissions.commit(claimed, isSync);
        rules.exit(ticket);
        return claimed;
    }

    /// Gives up what was begun and not committed. The claim can be begun again.
    @Override
    public void close() {
        abort();
    }

    /// Gives up what was begun and not committed; harmless when nothing was. The claim can be begun again.
    public void abort() {
        long claimed = place;
        if (claimed != Submissions.NOT_ADMITTED) {
            end();
            rules.claims().end(holder);
            submissions.abort(claimed);
            rules.exit(ticket);
        }
    }

    private void end() {
        place = Submissions.NOT_ADMITTED;
        key.end();
        value.end();
    }
}
