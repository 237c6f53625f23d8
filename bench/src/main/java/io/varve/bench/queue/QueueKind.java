package io.varve.bench.queue;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/// The queues we compare; not each serves in each place.
public enum QueueKind {
    /// JCTools: one producer, one consumer.
    JCTOOLS_SPSC,
    /// JCTools: many producers, one consumer.
    JCTOOLS_MPSC,
    /// JCTools: many of both.
    JCTOOLS_MPMC,
    /// The JDK's array under one lock.
    ARRAY_BLOCKING,
    /// The JDK's list under two locks; a node per element.
    LINKED_BLOCKING,
    /// The JDK's lock-free list, unbounded; a node per element.
    CONCURRENT_LINKED,
    /// Places tried one after the other by compare-and-set, as `RegionPool` does.
    SLOTS;

    Queue<Object> make(int capacity) {
        return switch (this) {
            case JCTOOLS_SPSC -> new SpscVarHandleArrayQueue<>(capacity);
            case JCTOOLS_MPSC -> new MpscVarHandleArrayQueue<>(capacity);
            case JCTOOLS_MPMC -> new MpmcVarHandleArrayQueue<>(capacity);
            case ARRAY_BLOCKING -> new ArrayBlockingQueue<>(capacity);
            case LINKED_BLOCKING -> new LinkedBlockingQueue<>(capacity);
            case CONCURRENT_LINKED -> new ConcurrentLinkedQueue<>();
            case SLOTS -> new SlotPool(capacity);
        };
    }
}
