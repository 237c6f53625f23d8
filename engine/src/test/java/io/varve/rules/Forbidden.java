package io.varve.rules;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/// One class per thing that the engine may not do. None of this is ever called; [BanTest] holds it
/// against the bans.
final class Forbidden {
    /// The ban that a class breaks, and no other.
    @Retention(RetentionPolicy.RUNTIME)
    @interface Breaks {
        /// The name of the ban.
        String value();
    }

    private Forbidden() {}

    @Breaks("locks and barriers")
    record Lock(ReentrantLock lock) {}

    @Breaks("locks and barriers")
    record Conditional(Condition condition) {}

    @Breaks("locks and barriers")
    record Latch(CountDownLatch latch) {}

    @Breaks("queues that wait")
    record Queue(ArrayBlockingQueue<String> queue) {}

    @Breaks("queues that wait")
    record LinkedQueue(LinkedBlockingQueue<String> queue) {}

    @Breaks("other people's threads")
    record Executor(ExecutorService executor) {}

    @Breaks("other people's threads")
    record OldTimer(Timer timer) {}

    @Breaks("values per thread")
    record PerThread(ThreadLocal<String> value) {}

    @Breaks("files")
    record Channel(FileChannel channel) {}

    @Breaks("files")
    record OldFile(RandomAccessFile file) {}

    @Breaks("clocks of the JDK")
    record JdkClock(Clock clock) {}

    @Breaks("chance without a seed")
    record Chance(Random random) {}

    @Breaks("Agrona's buffers and queues")
    record Buffer(UnsafeBuffer buffer) {}

    @Breaks("Agrona's buffers and queues")
    record AgronaQueue(ManyToOneConcurrentArrayQueue<String> queue) {}

    @Breaks("locks and barriers")
    static final class Park {
        void run() {
            LockSupport.park();
        }
    }

    @Breaks("waiting for a future")
    static final class Joined {
        String run(CompletableFuture<String> future) {
            return future.join();
        }
    }

    @Breaks("waiting for a future")
    static final class Got {
        String run(CompletableFuture<String> future) throws Exception {
            return future.get();
        }
    }

    @Breaks("futures that start threads")
    static final class Started {
        CompletableFuture<Void> run(Runnable body) {
            return CompletableFuture.runAsync(body);
        }
    }

    @Breaks("waiting on an object")
    static final class Waits {
        @SuppressWarnings({"WaitNotInLoop", "SynchronizeOnNonFinalField"}) // it is what must be found
        void run() throws InterruptedException {
            synchronized (this) {
                wait();
            }
        }
    }

    @Breaks("pausing a thread")
    static final class Sleeps {
        void run() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    @Breaks("pausing a thread")
    static final class Spins {
        Runnable run() {
            return Thread::onSpinWait;
        }
    }

    @Breaks("making a thread")
    static final class StartsAThread {
        void run(Runnable body) {
            new Thread(body).start();
        }
    }

    @Breaks("making a thread")
    static final class IsAThread extends Thread {}

    @Breaks("making a thread")
    static final class StartsAVirtualThread {
        void run(Runnable body) {
            Thread.ofVirtual().start(body);
        }
    }

    @Breaks("the machine's clock")
    static final class Millis {
        long run() {
            return System.currentTimeMillis();
        }
    }

    @Breaks("the machine's clock")
    static final class NanosByReference {
        LongSupplier run() {
            return System::nanoTime;
        }
    }

    @Breaks("the machine's calendar")
    static final class Now {
        Instant run() {
            return Instant.now();
        }
    }

    @Breaks("chance by the way")
    static final class Dice {
        double run() {
            return Math.random();
        }
    }

    @Breaks("names by chance")
    static final class RandomName {
        Supplier<UUID> run() {
            return UUID::randomUUID;
        }
    }

    @Breaks("files")
    static final class Reads {
        byte[] run(Path path) throws IOException {
            return Files.readAllBytes(path);
        }
    }

    @Breaks("calls into C")
    static final class Calls {
        Linker run() {
            return Linker.nativeLinker();
        }
    }

    @Breaks("memory out of thin air")
    static final class Reinterprets {
        @SuppressWarnings("restricted") // it is what must be found
        MemorySegment run() {
            return MemorySegment.NULL.reinterpret(8);
        }
    }

    @Breaks("memory past the budget")
    static final class Allocates {
        Arena run() {
            return Arena.ofShared();
        }
    }

    @Breaks("buffers past the budget")
    static final class AllocatesDirectly {
        ByteBuffer run() {
            return ByteBuffer.allocateDirect(8);
        }
    }

    @Breaks("settings of the process")
    static final class AsksTheProcess {
        String run() {
            return System.getProperty("user.dir", "");
        }
    }

    @Breaks("ending the process")
    static final class Ends {
        void run() {
            System.exit(1);
        }
    }

    @Breaks("printing")
    static final class Prints {
        void run() {
            System.out.println("found");
        }
    }

    @Breaks("printing a failure")
    static final class PrintsAFailure {
        void run(Exception failure) {
            failure.printStackTrace();
        }
    }

    @Breaks("streams below the root")
    static final class Streams {
        long run() {
            return LongStream.range(0, 3).sum();
        }
    }

    @Breaks("the machine itself below the root")
    record KnowsTheMachine(io.varve.nativeio.linux.Linux linux) {}
}
