package io.varve.version;

import io.varve.error.StoreException;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Lives of a manifest with random edits, and what of it may be found on a disk at any moment.
///
/// An edit that was acknowledged must be found for ever; one that was not may or may not be, but once it was
/// found by an opener it must be found by all later ones. Edits are told apart by the file floor, which every edit
/// raises by one.
final class ManifestScenario {
    private final SplittableRandom random;
    private final long size;
    private final RandomChanges changes;

    /// What was intended, by file floor; index 0 stands for floor 1, which no edit sets.
    private final List<ManifestState> intended = new ArrayList<>();

    private boolean isCreated;
    private long acknowledged = 1;
    private long acknowledgedEpoch;

    ManifestScenario(SplittableRandom random, long size) {
        this.random = random;
        this.size = size;
        this.changes = new RandomChanges(random.split());
    }

    /// A life: open or create, some edits, close. Ends at the first exception, which is returned.
    @Nullable
    StoreException live(SimDisk disk, int edits) {
        ManifestLife life;
        try {
            life = new ManifestLife(disk, size);
        } catch (StoreException refused) {
            return refused;
        }
        @Nullable StoreException failure = null;
        try (life) {
            isCreated = true;
            acknowledgedEpoch = life.manifest.state().epoch();
            settle(life.manifest.state());
            for (int i = 0; i < edits; i++) {
                append(life);
            }
        } catch (StoreException failed) {
            failure = failed;
        }
        return failure;
    }

    /// Opens an image and holds what is there against what may be.
    ///
    /// @return what was found
    ManifestState check(SimDisk image) {
        try (ManifestLife life = new ManifestLife(image, size)) {
            check(life.manifest);
            return life.manifest.state();
        }
    }

    /// An opener has found this, so it is there for good.
    void settle(ManifestState found) {
        acknowledged = Math.max(acknowledged, found.fileFloor());
        while (intended.size() > found.fileFloor() - 1) {
            intended.removeLast();
        }
    }

    private void append(ManifestLife life) {
        ManifestState before = life.manifest.state();
        ManifestEdit edit = randomEdit(before);
        intended.add(before.apply(edit, before.epoch()));
        life.append(edit);
        acknowledged = edit.floors().get(Floor.FILE);
    }

    private void check(Manifest manifest) {
        ManifestState state = manifest.state();
        long floor = state.fileFloor();
        if (floor < acknowledged || floor > intended.size() + 1) {
            throw new AssertionError(
                    "found file floor " + floor + ", may be " + acknowledged + " to " + (intended.size() + 1));
        }
        if (isCreated && state.epoch() <= acknowledgedEpoch) {
            throw new AssertionError("epoch " + state.epoch() + " after " + acknowledgedEpoch);
        }
        if (floor > 1) {
            ManifestState expected = intended.get((int) floor - 2);
            if (!expected.toEdit().withCleanClose().equals(state.toEdit().withCleanClose())) {
                throw new AssertionError("found " + state + " instead of " + expected);
            }
        }
    }

    private ManifestEdit randomEdit(ManifestState state) {
        ManifestEdit edit = ManifestEdit.NOTHING
                .at(state.engineMillis() + random.nextInt(-5, 10))
                .withFileFloor(state.fileFloor() + 1);
        // Above all that tables are given here.
        edit = edit.withSequenceFloor(Math.max(state.sequenceFloor(), 10_000));
        if (random.nextBoolean()) {
            edit = edit.withSegmentFloor(state.segmentFloor() + random.nextInt(1, 4));
        }
        if (random.nextBoolean() && edit.floors().get(Floor.SEGMENT) > 0) {
            edit = edit.withSequenceFloor(Math.max(state.sequenceFloor(), 10_000) + 9)
                    .withCut(new RecoveryCut(
                            edit.floors().get(Floor.SEGMENT) - 1,
                            random.nextInt(1 << 20),
                            random.nextInt(),
                            3,
                            state.epoch()));
        }
        if (random.nextInt(8) == 0) {
            edit = edit.withLogFloor(
                    random.nextLong(state.logFloor(), Math.max(state.logFloor() + 1, state.segmentFloor())));
        }
        edit = changes.next(edit, state);
        return random.nextInt(8) == 0 ? edit.withCleanClose() : edit;
    }
}
