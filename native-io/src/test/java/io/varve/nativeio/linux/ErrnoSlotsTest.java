package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ErrnoSlotsTest {
    @Test
    void noTwoCallsShareASlotOrItsMemory() {
        List<Integer> slots = claimAll();
        Set<Long> addresses = new HashSet<>();
        slots.forEach(slot -> addresses.add(ErrnoSlots.segment(slot).address()));
        slots.forEach(ErrnoSlots::release);

        assertEquals(Set.copyOf(slots).size(), slots.size());
        assertEquals(slots.size(), addresses.size());
        assertTrue(slots.size() > ErrnoSlots.COUNT / 2, () -> slots.size() + " were free");
    }

    /// 256 calls that hang must not keep the others from being made, or from learning why they failed.
    @Test
    void aCallThatFindsNoSlotIsMadeAllTheSame() {
        List<Integer> slots = claimAll();
        try {
            assertEquals(ErrnoSlots.NONE, ErrnoSlots.claim());
            assertTrue(Kernel.getppid() > 0);
            assertEquals(-Errno.EBADF, Kernel.fsync(-1));
            assertEquals(-Errno.EINVAL, Kernel.madvise(1, 1, 0));
        } finally {
            slots.forEach(ErrnoSlots::release);
        }
    }

    @Test
    void everyThreadLearnsItsOwnErrno() throws InterruptedException {
        AtomicInteger wrong = new AtomicInteger();
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 100_000; i++) {
                wrong.addAndGet(Kernel.fsync(-1) == -Errno.EBADF ? 0 : 1);
            }
        });
        for (int i = 0; i < 100_000; i++) {
            wrong.addAndGet(Kernel.madvise(1, 1, 0) == -Errno.EINVAL ? 0 : 1);
        }
        other.join();
        assertEquals(0, wrong.get());
    }

    private static List<Integer> claimAll() {
        List<Integer> slots = new ArrayList<>();
        int slot = ErrnoSlots.claim();
        while (slot != ErrnoSlots.NONE) {
            slots.add(slot);
            assertTrue(slots.size() <= ErrnoSlots.COUNT, "a slot was given out twice");
            slot = ErrnoSlots.claim();
        }
        return slots;
    }
}
