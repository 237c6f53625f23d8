package io.varve.rules;

import java.io.IOException;
import java.io.RandomAccessFile;
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
    private Forbidden() {}

    record Lock(ReentrantLock lock) {}

    record Conditional(Condition condition) {}

    record Latch(CountDownLatch latch) {}

    record Queue(ArrayBlockingQueue<String> queue) {}

    record LinkedQueue(LinkedBlockingQueue<String> queue) {}

    record Executor(ExecutorService executor) {}

    record OldTimer(Timer timer) {}

    record PerThread(ThreadLocal<String> value) {}

    record Channel(FileChannel channel) {}

    record OldFile(RandomAccessFile file) {}

    record JdkClock(Clock clock) {}

    record Chance(Random random) {}

    record Buffer(UnsafeBuffer buffer) {}

    record AgronaQueue(ManyToOneConcurrentArrayQueue<String> queue) {}

    static final class Park {
        void run() {
            LockSupport.park();
        }
    }

    static final class Joined {
        String run(CompletableFuture<String> future) {
            return future.join();
        }
    }

    static final class Got {
        String run(CompletableFuture<String> future) throws Exception {
            return future.get();
        }
    }

    static final class Started {
        CompletableFuture<Void> run(Runnable body) {
            return CompletableFuture.runAsync(body);
        }
    }

    static final class Waits {
        @SuppressWarnings({"WaitNotInLoop", "SynchronizeOnNonFinalField"}) // it is what must be found
        void run() throws InterruptedException {
            synchronized (this) {
                wait();
            }
        }
    }

    static final class Sleeps {
        void run() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    static final class Spins {
        Runnable run() {
            return Thread::onSpinWait;
        }
    }

    static final class StartsAThread {
        void run(Runnable body) {
            new Thread(body).start();
        }
    }

    static final class IsAThread extends Thread {}

    static final class StartsAVirtualThread {
        void run(Runnable body) {
            Thread.ofVirtual().start(body);
        }
    }

    static final class Millis {
        long run() {
            return System.currentTimeMillis();
        }
    }

    static final class NanosByReference {
        LongSupplier run() {
            return System::nanoTime;
        }
    }

    static final class Now {
        Instant run() {
            return Instant.now();
        }
    }

    static final class Dice {
        double run() {
            return Math.random();
        }
    }

    static final class RandomName {
        Supplier<UUID> run() {
            return UUID::randomUUID;
        }
    }

    static final class Reads {
        byte[] run(Path path) throws IOException {
            return Files.readAllBytes(path);
        }
    }

    static final class Calls {
        Linker run() {
            return Linker.nativeLinker();
        }
    }

    static final class Reinterprets {
        @SuppressWarnings("restricted") // it is what must be found
        MemorySegment run() {
            return MemorySegment.NULL.reinterpret(8);
        }
    }

    static final class Allocates {
        Arena run() {
            return Arena.ofShared();
        }
    }

    static final class AllocatesDirectly {
        ByteBuffer run() {
            return ByteBuffer.allocateDirect(8);
        }
    }

    static final class AsksTheProcess {
        String run() {
            return System.getProperty("user.dir", "");
        }
    }

    static final class Ends {
        void run() {
            System.exit(1);
        }
    }

    static final class Prints {
        void run() {
            System.out.println("found");
        }
    }

    static final class PrintsAFailure {
        void run(Exception failure) {
            failure.printStackTrace();
        }
    }

    static final class Streams {
        long run() {
            return LongStream.range(0, 3).sum();
        }
    }

    record KnowsTheMachine(io.varve.nativeio.linux.Linux linux) {}
}
