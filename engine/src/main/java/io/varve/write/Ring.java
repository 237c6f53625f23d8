package io.varve.write;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import io.varve.nativeio.Region;

/// The ring between the callers and the writer: a Disruptor with our own way to wait.
///
/// A claim never waits here; who finds no room waits outside, where a deadline and a close can reach it.
/// The consumer's side is a bare barrier: we choose where a group ends, and no interrupt or exception can
/// skip an event (promises.md F6).
final class Ring {
    private static final long NONE = -1;

    private final long inlineSize;
    private final RingBuffer<Slot> ring;
    private final SequenceBarrier barrier;
    private final Sequence consumed = new Sequence();

    /// @param memory is divided among the slots
    /// @param size a power of two
    /// @param slotBytes of each, a multiple of 8
    Ring(Region memory, int size, int slotBytes, Doorbell doorbell) {
        long perSlot = slotBytes;
        long[] next = {0};
        this.inlineSize = perSlot;
        this.ring = RingBuffer.createMultiProducer(
                () -> new Slot(memory.slice(next[0]++ * perSlot, perSlot)), size, doorbell);
        this.barrier = ring.newBarrier();
        ring.addGatingSequences(consumed);
    }

    int size() {
        return ring.getBufferSize();
    }

    /// Bytes that a place holds itself.
    long inlineSize() {
        return inlineSize;
    }

    /// Claims the next place; below 0 when there is none.
    long tryClaim() {
        try {
            long sequence = ring.tryNext();
            ring.get(sequence).claim(sequence);
            return sequence;
        } catch (InsufficientCapacityException full) { // one object, made once, without a trace
            return NONE;
        }
    }

    Slot slot(long sequence) {
        return ring.get(sequence);
    }

    /// Shows a claimed place to the writer, and rings its bell.
    void publish(long sequence) {
        ring.publish(sequence);
    }

    /// The last sequence such that it and all from `next` on are published; `next - 1` when that is not.
    long highestPublished(long next) {
        try {
            return barrier.waitFor(next);
        } catch (AlertException | InterruptedException | TimeoutException impossible) {
            throw new AssertionError("our wait strategy neither waits nor alerts", impossible);
        }
    }

    /// Gives all places up to `sequence` back to the callers.
    void release(long sequence) {
        consumed.set(sequence);
    }

    /// The last place that was claimed; below 0 when none was.
    long claimed() {
        return ring.getCursor();
    }

    /// Whether a claim would find a place.
    boolean hasRoom() {
        return ring.hasAvailableCapacity(1);
    }

    /// Places that are claimed and not released.
    long used() {
        return ring.getCursor() - consumed.get();
    }
}
