package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which states of a store were given a name, and what they were, kept outside of everything that can crash: a
/// name whose ticket has ended is there, whatever happens, and shows for ever what it showed first; one that was
/// dropped never comes back; one that was only asked for shows, if it is there, a state that the store had
/// after it was asked for.
final class NamesOracle {
    /// What is found under a name.
    record Named(Map<String, String> content, long sequence) {}

    private static final class Name {
        private final int client;
        private final int[] least;

        /// Null until somebody has looked.
        private @Nullable Named state;

        /// Whether its ticket has ended, and nobody has asked for its end.
        private boolean isGiven;

        Name(int client, int[] least) {
            this.client = client;
            this.least = least;
        }
    }

    private final StoreOracle oracle;
    private final Map<String, Name> names = new TreeMap<>();
    private long compared;

    NamesOracle(StoreOracle oracle) {
        this.oracle = oracle;
    }

    /// Before a flush that gives a name.
    ///
    /// @param acked what had been acknowledged then
    void asks(String name, int client, int[] acked) {
        names.put(name, new Name(client, acked));
    }

    /// After its ticket.
    void wasGiven(String name) {
        known(name).isGiven = true;
    }

    /// What a look at it showed.
    void wasSeen(String name, Named found) {
        Name one = known(name);
        if (one.state == null) {
            oracle.checkRecovered(found.content(), found.sequence(), one.least);
            one.state = found;
        }
        assertEquals(one.state, found, name);
        compared++;
    }

    /// Before it is dropped.
    void drops(String name) {
        known(name).isGiven = false;
    }

    /// After that.
    void wasDropped(String name) {
        Name one = names.remove(name);
        if (one != null && one.isGiven) {
            throw new AssertionError(name + " was dropped, and another open has found it");
        }
    }

    /// The names that a client has given and not dropped.
    List<String> givenBy(int client) {
        return names.entrySet().stream()
                .filter(name -> name.getValue().client == client && name.getValue().isGiven)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Throws an `AssertionError` unless these may be found.
    ///
    /// @param listed all that are there
    /// @param opened those of them that somebody has looked at
    void check(Set<String> listed, Map<String, Named> opened) {
        listed.forEach(this::known);
        opened.forEach((name, state) -> {
            Name one = known(name);
            if (one.state == null) {
                oracle.checkRecovered(state.content(), state.sequence(), one.least);
            } else {
                assertEquals(one.state, state, name);
            }
            compared++;
        });
        names.forEach((name, one) -> {
            if (one.isGiven && !listed.contains(name)) {
                throw new AssertionError(name + " is gone; there are " + listed);
            }
        });
    }

    /// Takes what a recovery found for the truth from now on, all of it opened.
    void settle(Map<String, Named> found) {
        check(found.keySet(), found);
        names.keySet().retainAll(found.keySet());
        found.forEach((name, state) -> {
            known(name).state = state;
            known(name).isGiven = true;
        });
    }

    /// How often a state under a name was compared with what it must be.
    long compared() {
        return compared;
    }

    private Name known(String name) {
        Name one = names.get(name);
        if (one == null) {
            throw new AssertionError(name + " was given by nobody, or dropped; there are " + names.keySet());
        }
        return one;
    }
}
