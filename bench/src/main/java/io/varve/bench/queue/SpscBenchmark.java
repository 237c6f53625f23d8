package io.varve.bench.queue;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// **Question:** how many items per second go from one producer and one consumer, and what does each
/// leave for the garbage collector?
///
/// **How:** non-blocking offers and polls in a JMH group, each producer with bounded credits so that no queue
/// is ever full; `moved` counts items, the scores of the two methods count tries.
///
/// **Decides:** what one thread of ours hands work to another through, such as frozen memtables and prepared segments.
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SpscBenchmark {
    /// Which queue.
    @Param({"JCTOOLS_SPSC", "ARRAY_BLOCKING", "LINKED_BLOCKING", "CONCURRENT_LINKED"})
    public QueueKind kind;

    private Queue<Object> queue;

    /// Used by JMH.
    public SpscBenchmark() {}

    /// Makes it.
    @Setup
    public void make() {
        queue = kind.make(HandOver.CAPACITY);
    }

    /// A producer's step.
    @Benchmark
    @Group("spsc")
    @GroupThreads(1)
    public void offer(HandOver.Producer producer) {
        HandOver.offer(queue, producer);
    }

    /// The consumer's step.
    @Benchmark
    @Group("spsc")
    public void poll(HandOver.Consumer consumer) {
        HandOver.poll(queue, consumer);
    }
}
