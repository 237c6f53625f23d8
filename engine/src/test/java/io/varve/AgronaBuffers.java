package io.varve;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/// A process that hands Agrona's buffers to a store, in every form they have. Prints `good`.
final class AgronaBuffers {
    private AgronaBuffers() {}

    public static void main(String[] arguments) {
        ByteBuffer direct = ByteBuffer.allocateDirect(64);
        try (Store store = Store.open(Path.of(arguments[0]))) {
            for (UnsafeBuffer buffer : List.of(
                    new UnsafeBuffer(new byte[64]),
                    new UnsafeBuffer(new byte[64], 8, 40),
                    new UnsafeBuffer(ByteBuffer.allocate(64)),
                    new UnsafeBuffer(direct),
                    new UnsafeBuffer(direct, 8, 40),
                    new UnsafeBuffer(ByteBuffer.allocate(64).position(5).slice()),
                    new UnsafeBuffer(MemorySegment.ofBuffer(direct).address(), 40))) {
                use(store, buffer);
            }
        } finally {
            Reference.reachabilityFence(direct);
        }
        System.out.println("good");
    }

    private static void use(Store store, UnsafeBuffer buffer) {
        for (int i = 0; i < 40; i++) {
            buffer.putByte(i, (byte) (i + 1));
        }
        store.put(buffer, 3, 2, buffer, 10, 4);
        byte[] found = store.get(new byte[] {4, 5});
        require(Arrays.equals(new byte[] {11, 12, 13, 14}, found), "put and get", buffer);
        require(store.contains(buffer, 3, 2), "contains", buffer);
        require(store.get(buffer, 3, 2, buffer, 20, 8) == 4 && buffer.getByte(21) == 12, "get", buffer);
        require(store.get(buffer, 3, 1, buffer, 20, 8) == Store.NOT_FOUND, "get of nothing", buffer);
        try (StoreCursor cursor = store.cursor()) {
            require(cursor.seek(buffer, 3, 1) && cursor.key(buffer, 30, 2) == 2, "seek", buffer);
            require(buffer.getByte(30) == 4 && buffer.getByte(31) == 5, "key", buffer);
            require(cursor.value(buffer, 30, 3) == 4 && buffer.getByte(30) == 4, "no room", buffer);
            require(cursor.value(buffer, 30, 4) == 4 && buffer.getByte(33) == 14, "value", buffer);
            require(!cursor.seekForPrevious(buffer, 3, 1), "seek for previous", buffer);
        }
        store.delete(buffer, 3, 2);
        require(!store.contains(buffer, 3, 2), "delete", buffer);
        int end = buffer.capacity();
        requireRefused(() -> store.put(buffer, -1, 2, buffer, 0, 1), buffer);
        requireRefused(() -> store.put(buffer, 0, 2, buffer, end, 1), buffer);
        requireRefused(() -> store.contains(buffer, 1, Integer.MAX_VALUE), buffer);
        requireRefused(() -> store.delete(buffer, 0, -1), buffer);
        requireRefused(() -> store.get(buffer, 0, 1, buffer, end, 1), buffer);
    }

    private static void requireRefused(Runnable call, UnsafeBuffer buffer) {
        try {
            call.run();
        } catch (IllegalArgumentException asOwed) {
            return;
        }
        require(false, "a refusal", buffer);
    }

    private static void require(boolean isTrue, String what, UnsafeBuffer buffer) {
        if (!isTrue) {
            throw new AssertionError(what + ": " + buffer);
        }
    }
}
