package io.varve.bench.load;

import io.varve.bench.stores.Level;
import io.varve.bench.stores.Session;

/// A workload.
///
/// @param name on the command line and in results
/// @param says what each turn does, for people
/// @param level of its writes, unless somebody says otherwise
/// @param isFilled whether entries are there before it begins
/// @param isOrdered whether keys are in the order of numbers
/// @param isReading whether it never writes: then one turn of many is timed
/// @param isEnded whether it is over when there were as many turns as entries
/// @param hasWriter whether another thread writes meanwhile, at a fixed rate
/// @param valueBytes of its values, unless somebody says otherwise
/// @param entriesPerTurn that a turn is about
/// @param turn what is done
record Load(
        String name,
        String says,
        Level level,
        boolean isFilled,
        boolean isOrdered,
        boolean isReading,
        boolean isEnded,
        boolean hasWriter,
        int valueBytes,
        int entriesPerTurn,
        Turn turn) {
    /// What a thread does again and again.
    @FunctionalInterface
    interface Turn {
        /// Throws when the store gave a wrong answer.
        void take(Session session, Dice dice);
    }

    /// Its writes' level, NONE where it has none.
    String durability(Level chosen) {
        return isReading && !hasWriter ? Level.NONE.name() : chosen.name();
    }

    static void require(boolean isRight, long number) {
        if (!isRight) {
            throw new IllegalStateException("entry " + number + " was not there, was there, or had another value");
        }
    }
}
