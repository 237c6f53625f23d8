package consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreCursor;
import io.varve.WriteBatch;
import io.varve.error.StoreClosedException;
import java.nio.file.Path;

/// Opens a store in the directory that it is given, uses it, closes it, and says what is left.
public final class Main {
    private Main() {}

    /// @param arguments the directory
    public static void main(String[] arguments) {
        Store store = Store.open(Path.of(arguments[0]));
        try (store;
                WriteBatch batch = store.batch()) {
            store.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
            store.put("b".getBytes(UTF_8), "2".getBytes(UTF_8), Durability.PROCESS);
            store.write(batch.delete("a".getBytes(UTF_8)).put("c".getBytes(UTF_8), "3".getBytes(UTF_8)));
            try (StoreCursor cursor = store.cursor()) {
                for (boolean on = cursor.first(); on; on = cursor.next()) {
                    System.out.println(new String(cursor.key(), UTF_8) + "=" + new String(cursor.value(), UTF_8));
                }
            }
        }
        try {
            store.contains(new byte[0]);
        } catch (StoreClosedException closed) {
            System.out.println("closed");
        }
        long left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("varve"))
                .count();
        System.out.println(left + " threads left");
    }
}
