package io.varve.bench.load;

import io.varve.bench.stores.Keys;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The workloads of db_bench, and YCSB's A to F.
final class Loads {
    /// Entries behind the one that is looked for, with it.
    private static final int SHORT_WALK = 11;

    private static final int LONG_WALK = 1000;
    private static final int LONGEST_SCAN = 100;
    private static final int USUAL_VALUE = 100;
    private static final int YCSB_VALUE = 1000;

    private static final Keys ORDERED = new Keys(Keys.Kind.PAIR, true);

    static final List<Load> ALL = List.of(
            fill(
                    "fillseq",
                    "puts the next larger key",
                    Level.PROCESS,
                    ORDERED,
                    (session, dice) -> session.put(dice.fresh())),
            fill("fillrandom", "puts any key", Level.PROCESS, Keys.ANY, Loads::putAny),
            fill("fillsync", "puts any key, synced", Level.SYNC, Keys.ANY, Loads::putAny),
            write("overwrite", "puts a key that is there", Loads::putAny),
            read("readrandom", "gets a key that is there", 1, 1, (session, dice) -> get(session, dice.uniform())),
            read("readmissing", "gets a key that is not there", 1, 0, (session, dice) -> {
                long number = dice.count() + dice.uniform();
                Load.require(session.isAbsent(number), number);
            }),
            read(
                    "readseq",
                    "walks over 1000 entries from any key",
                    LONG_WALK,
                    LONG_WALK,
                    (session, dice) -> walk(session, dice.uniform(), LONG_WALK, Session.Walk.COPIED)),
            read(
                    "readreverse",
                    "the same, backward",
                    LONG_WALK,
                    LONG_WALK,
                    (session, dice) -> walk(session, dice.uniform(), LONG_WALK, Session.Walk.BACKWARD)),
            read(
                    "seekrandom",
                    "seeks any key and walks on over 10 more",
                    1,
                    SHORT_WALK,
                    (session, dice) -> walk(session, dice.uniform(), SHORT_WALK, Session.Walk.COPIED)),
            new Load(
                    "readwhilewriting",
                    "gets a key that is there, while another thread puts",
                    Load.Kind.READ_BESIDE_WRITER,
                    Level.PROCESS,
                    Keys.ANY,
                    USUAL_VALUE,
                    1,
                    0,
                    (session, dice) -> get(session, dice.uniform())),
            ended("deleterandom", "deletes any key", (session, dice) -> session.delete(dice.uniform())),
            ycsb("ycsb-a", "half gets, half puts, zipfian", false, (session, dice) -> getOrPut(session, dice, 50)),
            ycsb("ycsb-b", "95 % gets, 5 % puts, zipfian", false, (session, dice) -> getOrPut(session, dice, 95)),
            ycsb("ycsb-c", "gets, zipfian", true, (session, dice) -> get(session, dice.zipfian())),
            ycsb("ycsb-d", "95 % gets of what is young, 5 % new entries", false, Loads::young),
            ycsb("ycsb-e", "95 % scans of up to 100 entries, 5 % new entries", false, Loads::scanOrInsert),
            ycsb("ycsb-f", "half gets, half gets and puts of the same key, zipfian", false, Loads::getOrModify));

    private Loads() {}

    /// One of these, or of the suite.
    static Optional<Load> named(String name) {
        return Stream.concat(ALL.stream(), Suite.ALL.stream())
                .filter(load -> load.name().equals(name))
                .findFirst();
    }

    private static Load fill(String name, String says, Level level, Keys keys, Load.Turn turn) {
        return new Load(name, says, Load.Kind.FILL, level, keys, USUAL_VALUE, 1, 0, turn);
    }

    private static Load write(String name, String says, Load.Turn turn) {
        return new Load(name, says, Load.Kind.MIX, Level.PROCESS, Keys.ANY, USUAL_VALUE, 1, 0, turn);
    }

    private static Load ended(String name, String says, Load.Turn turn) {
        return new Load(name, says, Load.Kind.CHURN, Level.PROCESS, Keys.ANY, USUAL_VALUE, 1, 0, turn);
    }

    private static Load read(String name, String says, int entriesPerTurn, int entriesRead, Load.Turn turn) {
        return new Load(
                name, says, Load.Kind.READ, Level.PROCESS, Keys.ANY, USUAL_VALUE, entriesPerTurn, entriesRead, turn);
    }

    private static Load ycsb(String name, String says, boolean isReading, Load.Turn turn) {
        Load.Kind kind = isReading ? Load.Kind.READ : Load.Kind.MIX;
        return new Load(name, says, kind, Level.PROCESS, Keys.ANY, YCSB_VALUE, 1, isReading ? 1 : 0, turn);
    }

    private static void putAny(Session session, Dice dice) {
        session.put(dice.uniform());
    }

    static void get(Session session, long number) {
        Load.require(session.get(number), number);
    }

    private static void walk(Session session, long number, int most, Session.Walk how) {
        Load.require(session.walk(number, most, how) > 0, number);
    }

    private static void getOrPut(Session session, Dice dice, int getPercent) {
        long number = dice.zipfian();
        if (dice.percent(getPercent)) {
            get(session, number);
        } else {
            session.put(number);
        }
    }

    private static void young(Session session, Dice dice) {
        if (dice.percent(95)) {
            long number = dice.latest();
            Load.require(session.get(number) || !dice.isOld(number), number);
        } else {
            session.put(dice.fresh());
        }
    }

    private static void scanOrInsert(Session session, Dice dice) {
        if (dice.percent(95)) {
            session.renew();
            walk(session, dice.zipfian(), dice.upTo(LONGEST_SCAN), Session.Walk.COPIED);
        } else {
            session.put(dice.fresh());
        }
    }

    private static void getOrModify(Session session, Dice dice) {
        long number = dice.zipfian();
        get(session, number);
        if (dice.percent(50)) {
            session.put(number);
        }
    }
}
