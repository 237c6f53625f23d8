package io.varve.bench.load;

import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Keys;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Session;

/// A workload.
///
/// @param name on the command line and in results
/// @param says what each turn does, for people
/// @param level of its writes, unless somebody says otherwise
/// @param valueBytes of its values, unless somebody says otherwise
/// @param entriesPerTurn that a turn is about; [#ALL] for every one
/// @param entriesRead that a turn of a workload that only reads finds
/// @param turn what is done
record Load(
        String name,
        String says,
        Kind kind,
        Level level,
        Keys keys,
        int valueBytes,
        int entriesPerTurn,
        int entriesRead,
        Turn turn) {
    /// As many entries as there are.
    static final int ALL = -1;

    /// What a thread does again and again.
    @FunctionalInterface
    interface Turn {
        /// Throws when the store gave a wrong answer.
        void take(Session session, Dice dice);
    }

    /// When there are entries, and when it is over.
    enum Kind {
        /// Into an empty store, until there were as many turns as entries.
        FILL,
        /// The same where entries are already.
        CHURN,
        /// Reads and writes for a time.
        MIX,
        /// Never writes.
        READ,
        /// The same, while another thread writes at a fixed rate.
        READ_BESIDE_WRITER
    }

    /// Whether entries are there before it begins.
    boolean isFilled() {
        return kind != Kind.FILL;
    }

    /// Whether it never writes.
    boolean isReading() {
        return kind == Kind.READ || kind == Kind.READ_BESIDE_WRITER;
    }

    /// Whether it is over when every entry had its turn.
    boolean isEnded() {
        return kind == Kind.FILL || kind == Kind.CHURN;
    }

    /// Whether another thread writes meanwhile.
    boolean hasWriter() {
        return kind == Kind.READ_BESIDE_WRITER;
    }

    /// Whether each turn takes long enough to be timed: of gets, one of many is.
    boolean isLong() {
        return !isReading() || entriesPerTurn == ALL;
    }

    /// Entries that a turn is about, where there are so many.
    long entriesPerTurn(long count) {
        return entriesPerTurn == ALL ? count : entriesPerTurn;
    }

    /// Bytes of keys and values that a turn reads; 0 where it finds none, or writes too.
    long bytesRead(long count, Entries entries) {
        return (entriesRead == ALL ? count : entriesRead) * entries.bytes();
    }

    /// Its writes' level, NONE where it has none.
    String durability(Level chosen) {
        return isReading() && !hasWriter() ? Level.NONE.name() : chosen.name();
    }

    static void require(boolean isRight, long number) {
        if (!isRight) {
            throw new IllegalStateException("entry " + number + " was not there, was there, or had another value");
        }
    }
}
