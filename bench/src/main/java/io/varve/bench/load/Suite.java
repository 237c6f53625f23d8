package io.varve.bench.load;

import io.varve.bench.stores.Keys;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The suite by which lmdbjava compares stores: six operations, each on all entries, with keys of four
/// bytes or sixteen, in order or not, on one thread, nothing synced.
///
/// As it was published, integers go in with the first byte counting least. Stores that compare bytes
/// then have "sequential" entries in no order, while LMDB is told that they are integers: `int` is that,
/// for comparison with what was published, `intbe` has the bytes so that the order is the same for all.
/// Otherwise than published: all entries are one batch (there, the first batch had one entry), what
/// merges a store still has to do is awaited before it is read, every entry that is read is looked at,
/// and XXH64 is that of LZ4's library.
final class Suite {
    /// Begins the names of its workloads, and is the word for all of them.
    static final String WORD = "lmdbjava";

    static final String SAYS = """
            the suite of lmdbjava: lmdbjava-OPERATION-KEYS-ORDER, each also by its own name; OPERATION is
                               write, readkey, readseq, readrev, readcrc or readxxh64, KEYS int (as published), intbe
                               (in order for all) or string, ORDER seq or random""";

    private static final int VALUE = 100;

    static final List<Load> ALL = all();

    private Suite() {}

    private static List<Load> all() {
        List<Load> all = new ArrayList<>();
        for (Keys.Kind kind : List.of(Keys.Kind.INT_LITTLE, Keys.Kind.INT_BIG, Keys.Kind.TEXT)) {
            for (boolean isOrdered : new boolean[] {true, false}) {
                add(all, new Keys(kind, isOrdered));
            }
        }
        return List.copyOf(all);
    }

    private static void add(List<Load> all, Keys keys) {
        all.add(load(
                "write",
                "puts all entries together",
                Load.Kind.FILL,
                keys,
                Load.ALL,
                (session, dice) -> session.putBatch(0, (int) dice.count())));
        all.add(load(
                "readkey",
                "gets keys in the order in which they were put",
                Load.Kind.READ,
                keys,
                1,
                (session, dice) -> Loads.get(session, dice.inTurn())));
        all.add(walk("readseq", "walks over all entries", keys, Session.Walk.COPIED));
        all.add(walk("readrev", "the same, backward", keys, Session.Walk.BACKWARD));
        all.add(walk("readcrc", "the same, with CRC32 of all keys and values", keys, Session.Walk.CRC));
        all.add(walk("readxxh64", "the same with XXH64", keys, Session.Walk.XX_HASH));
    }

    private static Load walk(String operation, String says, Keys keys, Session.Walk how) {
        return load(operation, says, Load.Kind.READ, keys, Load.ALL, (session, dice) -> {
            // The number 0 has the smallest key of every kind.
            long from = how == Session.Walk.BACKWARD ? dice.last() : 0;
            int seen = session.walk(from, Integer.MAX_VALUE, how);
            if (seen != dice.count()) {
                throw new IllegalStateException("of " + dice.count() + " entries, a walk saw " + seen);
            }
        });
    }

    private static Load load(
            String operation, String says, Load.Kind kind, Keys keys, int entriesPerTurn, Load.Turn turn) {
        String name = String.join("-", WORD, operation, word(keys.kind()), keys.isOrdered() ? "seq" : "random");
        return new Load(
                name,
                says,
                kind,
                Level.PROCESS,
                keys,
                VALUE,
                entriesPerTurn,
                kind == Load.Kind.READ ? entriesPerTurn : 0,
                turn);
    }

    private static String word(Keys.Kind kind) {
        return switch (kind) {
            case INT_LITTLE -> "int";
            case INT_BIG -> "intbe";
            case TEXT -> "string";
            case PAIR -> kind.name().toLowerCase(Locale.ROOT);
        };
    }
}
