package io.varve.bench.queue;

import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The way `io.varve.nativeio.RegionPool` keeps its regions, in the dress of a queue that keeps no order.
final class SlotPool extends AbstractQueue<Object> {
    private final AtomicReferenceArray<@Nullable Object> slots;

    SlotPool(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    @Override
    public boolean offer(Object item) {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) == null && slots.compareAndSet(i, null, item)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable Object poll() {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) != null) {
                Object item = slots.getAndSet(i, null);
                if (item != null) {
                    return item;
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable Object peek() {
        throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public Iterator<Object> iterator() {
        throw new UnsupportedOperationException("not asked for");
    }

    @Override
    public int size() {
        throw new UnsupportedOperationException("not asked for");
    }
}
