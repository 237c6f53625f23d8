package io.varve.bench.deletes;

import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import io.varve.bench.stores.Session.Walk;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// One store: filled and walked through; then a part of its keys is deleted, here and there, and it is
/// walked through at once, and again when it has come to rest.
final class Deleting {
    private static final int WALKED = 1000;
    private static final int WALKS = 400;
    private static final int WARM_UP = 200;
    private static final long PATIENCE_NANOS = 40_000_000_000L;
    private static final int LOOK_MILLIS = 100;
    private static final int SETTLED_LOOKS = 5;

    private final Peer peer;
    private final Session session;
    private final Path directory;
    private final long keys;
    private final SplittableRandom random = new SplittableRandom(7);

    /// One look at it.
    ///
    /// @param bytes of data files
    /// @param scanNanos for each entry that is shown
    record Look(long bytes, double scanNanos) {}

    /// What came of it.
    ///
    /// @param after the deletes at once
    /// @param restNanos from the last delete until space was back; below 0 when it did not come back
    record Result(Look before, Look after, Look atRest, long restNanos) {}

    Deleting(Peer peer, Session session, Path directory, long keys) {
        this.peer = peer;
        this.session = session;
        this.directory = directory;
        this.keys = keys;
    }

    /// @param percent of the keys that are deleted
    Result measure(int percent) throws InterruptedException {
        for (long i = 0; i < keys; i++) {
            session.put(i);
        }
        peer.flush();
        rest(0);
        Look before = look();
        for (long i = 0; i < keys; i++) {
            if (random.nextInt(100) < percent) {
                session.delete(i);
            }
        }
        peer.flush();
        long began = System.nanoTime();
        Look after = look();
        boolean isBack = rest((long) (before.bytes() * (1.1 - percent / 100.0)));
        long nanos = System.nanoTime() - began;
        return new Result(before, after, look(), isBack ? nanos : -1);
    }

    private Look look() {
        return new Look(peer.bytesOnDisk(directory), scan());
    }

    /// Until it is settled, and has no more bytes than this, if that is not 0.
    private boolean rest(long most) throws InterruptedException {
        long began = System.nanoTime();
        int settled = 0;
        while (System.nanoTime() - began < PATIENCE_NANOS) {
            boolean isSmall = most == 0 || peer.bytesOnDisk(directory) <= most;
            settled = isSmall && peer.isSettled() ? settled + 1 : 0;
            if (settled >= SETTLED_LOOKS) {
                return true;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return false;
    }

    private double scan() {
        session.renew();
        walk(WARM_UP);
        long began = System.nanoTime();
        long shown = walk(WALKS);
        double nanos = (double) (System.nanoTime() - began) / Math.max(1, shown);
        // Else it keeps the files that it has walked over.
        session.renew();
        return nanos;
    }

    private long walk(int walks) {
        long shown = 0;
        for (int i = 0; i < walks; i++) {
            int count = session.walk(random.nextLong(keys), WALKED, Walk.COPIED);
            if (count < 0) {
                throw new IllegalStateException(peer.name() + " shows a value that belongs to another key");
            }
            shown += count;
        }
        return shown;
    }
}
