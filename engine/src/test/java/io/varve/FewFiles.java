package io.varve;

import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreIoException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreState;
import io.varve.nativeio.Errno;
import io.varve.nativeio.testing.Await;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The process that uses a store while somebody in it has all files open that may be open.
final class FewFiles {
    private static final Duration LONG = Duration.ofSeconds(60);

    private FewFiles() {}

    /// Runs out of files and gets them back.
    ///
    /// @param arguments the directory
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        StoreOptions options =
                StoreStorms.small().logEvents(false).deadline(LONG).build();
        int acknowledged = CutStore.KEYS;
        try (Store store = Store.open(path, options)) {
            CutStore.fill(store);
            List<FileInputStream> taken = new ArrayList<>();
            String met = whatAFlushMeets(store, taken);
            int written = 0;
            @Nullable RejectionCause cause = null;
            while (cause == null) {
                try {
                    store.put(CutStore.key(acknowledged), CutStore.value(acknowledged), Durability.PROCESS);
                    acknowledged++;
                    written++;
                } catch (WriteRejectedException refused) {
                    cause = refused.rejectionCause();
                }
            }
            StoreState state = store.stats().state();
            int right = countRight(store, acknowledged);
            for (FileInputStream one : taken) {
                one.close();
            }
            System.out.println("a flush met " + met);
            System.out.println("writes met " + cause + ", after some: " + (written > 0));
            System.out.println("state " + state);
            System.out.println("all read: " + (right == acknowledged));
            System.out.println("tables follow: " + store.drain(LONG));
            Await.until("files", () -> store.stats().state() == StoreState.OPEN);
            store.put(CutStore.key(acknowledged), CutStore.value(acknowledged));
            acknowledged++;
            store.flush().await();
        }
        try (Store store = Store.open(path, options)) {
            System.out.println("all there: " + (countRight(store, acknowledged) == acknowledged));
        }
    }

    /// Opens files until there are no more: again, when some that the store had open for a moment came back.
    private static String whatAFlushMeets(Store store, List<FileInputStream> taken) {
        while (true) {
            takeAll(taken);
            store.put(CutStore.key(0), CutStore.value(0), Durability.PROCESS);
            try {
                store.flush().await();
            } catch (FlushFailedException failed) {
                return words(failed.getCause());
            }
        }
    }

    private static void takeAll(List<FileInputStream> taken) {
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            // as it should end
        }
    }

    private static String words(@Nullable Throwable cause) {
        boolean isAtTable = cause instanceof StoreIoException refused && Math.abs(refused.errno()) == Errno.EMFILE;
        boolean isAtLog = cause instanceof WriteRejectedException rejected
                && rejected.rejectionCause() == RejectionCause.OUT_OF_SPACE;
        return isAtTable || isAtLog ? "no file" : String.valueOf(cause);
    }

    private static int countRight(Store store, int keys) {
        int right = 0;
        for (int i = 0; i < keys; i++) {
            right += Arrays.equals(CutStore.value(i), store.get(CutStore.key(i))) ? 1 : 0;
        }
        int seen = 0;
        try (StoreCursor cursor = store.cursor()) {
            for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
                seen++;
            }
        }
        return Math.min(right, seen);
    }
}
