package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;

/// What a log holds after a crash at any call that changes the disk: every group that was synced, and of
/// the others a prefix; and a mere loss of power is never taken for damage (P1, P2, P6, P9, P12).
///
/// Each seed is a story of a few lives, of groups that are synced and such that are not, of rolls between
/// them, of marks, and of segments that get another life.
final class LogCrashTest {
    private static final List<DiskProfile> PROFILES = List.of(
            DiskProfile.ADVERSARIAL,
            DiskProfile.TEARING,
            DiskProfile.ADVERSARIAL.withAtomicSize(4096),
            DiskProfile.ORDERED,
            DiskProfile.ADVERSARIAL.withoutDirect());
    private static final int LIVES = 3;
    private static final int STEPS = 12;
    private static final int IMAGES_PER_CALL = 24;

    private static final long BEGAN = System.nanoTime();
    private static long images;
    private static long calls;

    @RandomizedTest(seeds = 120)
    void keepsWhatWasSyncedAndAPrefixOfTheRest(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DiskProfile profile = PROFILES.get(random.nextInt(PROFILES.size()));
        boolean isDirect = profile.directAlignment() > 0 && random.nextInt(3) == 0;
        boolean isMapped = !isDirect && random.nextBoolean();
        LogConfig buffered = isMapped ? TestLog.CONFIG.mapped() : TestLog.CONFIG;
        LogConfig config = isDirect ? TestLog.CONFIG.direct(512) : buffered;
        SimDisk disk = TestLog.newDisk(profile, random.nextLong());
        Lives lives = new Lives(config);
        for (int life = 0; life < LIVES; life++) {
            TestLog log = lives.begin(disk);
            SimDisk crashed = disk;
            disk.observe(exploring(disk, lives, log, random));
            for (int step = 0; step < STEPS; step++) {
                step(lives, log, random);
                if (isMapped) {
                    explore(disk, lives, log, random); // a group that was stored was no call
                }
            }
            disk.observe(null);
            explore(disk, lives, log, random);
            CrashImages last = new CrashImages(crashed, random);
            boolean isKilled = random.nextInt(3) == 0;
            int mustBeFound = isKilled ? log.tried.size() : log.synced;
            disk = isKilled ? last.killed() : last.random();
            lives.recover(disk, log, mustBeFound);
        }
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.LOG_CRASH)
                .count("images", images)
                .count("calls", calls)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private static void step(Lives lives, TestLog log, SplittableRandom random) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> assertEquals(0, log.sync());
            case 3 -> assertEquals(0, log.mark());
            case 4 -> log.roll();
            case 5 -> log.preparer.doWork();
            case 6 -> {
                if (random.nextBoolean() && log.roll()) {
                    lives.obsolete(log);
                }
            }
            case 7 -> assertEquals(0, log.group(1, random.nextInt(9_000)));
            default -> assertEquals(0, log.group(1 + random.nextInt(3), random.nextInt(600)));
        }
    }

    private static SeamObserver exploring(SimDisk disk, Lives lives, TestLog log, SplittableRandom random) {
        return new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op.changesDisk()) {
                    calls++;
                    explore(disk, lives, log, random);
                }
            }
        };
    }

    private static void explore(SimDisk disk, Lives lives, TestLog log, SplittableRandom random) {
        CrashImages crash = new CrashImages(disk, random);
        int synced = log.synced;
        images += crash.explore(IMAGES_PER_CALL, image -> lives.check(image, log, synced));
        int written = log.tried.size() - (log.isWriting ? 1 : 0);
        lives.check(crash.killed(), log, written);
        images++;
    }
}
