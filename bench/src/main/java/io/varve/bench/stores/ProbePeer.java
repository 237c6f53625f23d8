package io.varve.bench.stores;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What the machine gives: the same ring, the same bytes to a log prepared in the same way, the same sync,
/// and no store around it. No durable put can be faster in this shape.
final class ProbePeer implements Peer {
    private static final int RING = 4096;
    private static final int RECORD = 184;
    private static final long FILE_BYTES = 64L << 20;
    private static final int SPINS = 50;

    private final Memory memory = Linux.memory(new MemoryBudget(16L << 20));
    private final Region buffer = memory.allocate(memory.budget().account("probe"), RING * (long) RECORD, Pages.BASE);
    private final RingBuffer<Place> ring = RingBuffer.createMultiProducer(Place::new, RING, new BusySpinWaitStrategy());
    private final Sequence consumed = new Sequence();
    private final AtomicBoolean isParked = new AtomicBoolean();
    private final Directory directory;
    private final DiskFile file;
    private final Thread writer;
    private volatile boolean isStopping;
    private volatile long done = -1;

    /// One write: who waits for it, and whether it wants a sync.
    private static final class Place {
        private volatile @Nullable Thread waiter;
        private boolean isSynced;
    }

    ProbePeer(Path path) {
        directory = Linux.disk().openDirectory(path.toString());
        file = directory.open("probe.log", OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE);
        if (file.writeZeros(0, FILE_BYTES) != 0 || file.sync() != 0) {
            throw new IllegalStateException("the probe's file could not be prepared");
        }
        ring.addGatingSequences(consumed);
        writer = Thread.ofPlatform().daemon().name("probe-writer").start(this::write);
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public Session session(Level level) {
        return new ProbeSession() {
            @Override
            public void put(long number) {
                ProbePeer.this.put(level == Level.SYNC);
            }
        };
    }

    @Override
    public void sync() {
        if (file.dataSync() != 0) {
            throw new IllegalStateException("the probe could not sync");
        }
    }

    @Override
    public void close() {
        isStopping = true;
        LockSupport.unpark(writer);
        try {
            writer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        file.close();
        directory.close();
        memory.free(buffer);
    }

    private void put(boolean isSynced) {
        long sequence = claim();
        Place place = ring.get(sequence);
        place.isSynced = isSynced;
        place.waiter = null;
        ring.publish(sequence);
        // The publication is a release store, which the load could overtake: without this, the probe hung.
        VarHandle.fullFence();
        if (isParked.get() && isParked.compareAndSet(true, false)) {
            LockSupport.unpark(writer);
        }
        for (int i = 0; i < SPINS && done < sequence; i++) {
            Thread.onSpinWait();
        }
        if (done < sequence) {
            place.waiter = Thread.currentThread();
            while (done < sequence) {
                LockSupport.park(this);
            }
        }
    }

    private long claim() {
        while (true) {
            try {
                return ring.tryNext();
            } catch (InsufficientCapacityException full) {
                LockSupport.parkNanos(50_000);
            }
        }
    }

    private void write() {
        long next = 0;
        long position = 0;
        while (!isStopping) {
            long last = published(next);
            if (last < next) {
                isParked.set(true);
                if (published(next) < next && !isStopping) {
                    LockSupport.park(this);
                }
                isParked.set(false);
                continue;
            }
            boolean isSynced = false;
            for (long sequence = next; sequence <= last; sequence++) {
                isSynced |= ring.get(sequence).isSynced;
            }
            int length = (int) (last - next + 1) * RECORD;
            position = position + length > FILE_BYTES ? 0 : position;
            boolean isWritten = file.pwrite(buffer, 0, length, position) == length;
            if (!isWritten || (isSynced && file.dataSync() != 0)) {
                throw new IllegalStateException("the probe could not write");
            }
            position += length;
            done = last;
            for (long sequence = next; sequence <= last; sequence++) {
                Thread waiter = ring.get(sequence).waiter;
                if (waiter != null) {
                    LockSupport.unpark(waiter);
                }
            }
            consumed.set(last);
            next = last + 1;
        }
    }

    private long published(long next) {
        long last = next - 1;
        while (last < next - 1 + RING && ring.isAvailable(last + 1)) {
            last++;
        }
        return last;
    }
}
