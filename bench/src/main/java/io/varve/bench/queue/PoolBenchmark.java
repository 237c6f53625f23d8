package io.varve.bench.queue;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// **Question:** what does it cost two threads to take something from a pool and give it back?
///
/// **How:** a pool of eight things, both threads at it without pause; one operation is a take and a give.
///
/// **Decides:** what recycled arenas and regions rest in: a queue of JCTools, one of the JDK, or plain slots.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class PoolBenchmark {
    private static final int CAPACITY = 16;
    private static final int THINGS = 8;

    /// Which pool.
    @Param({"JCTOOLS_MPMC", "SLOTS", "ARRAY_BLOCKING", "LINKED_BLOCKING", "CONCURRENT_LINKED"})
    public QueueKind kind;

    private Queue<Object> pool;

    /// Used by JMH.
    public PoolBenchmark() {}

    /// Fills it.
    @Setup
    public void fill() {
        pool = kind.make(CAPACITY);
        for (int i = 0; i < THINGS; i++) {
            pool.add(new Object());
        }
    }

    /// Takes one and gives it back.
    @Benchmark
    public boolean takeAndGive() {
        // Two threads, eight things: slots may look empty to one while the other moves things about.
        Object thing = pool.poll();
        while (thing == null) {
            Thread.onSpinWait();
            thing = pool.poll();
        }
        return pool.offer(thing);
    }
}
