package io.varve.lock;

import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import java.io.IOException;

/// A process that takes the lock of the directory it is given, says `locked`, and holds it until it
/// is sent a line; then it says `closed` and lives on until it is sent another or killed. To a `?` it answers
/// whether the lock was `lost` or is `held`.
final class LockingProcess {
    private LockingProcess() {}

    /// Starts it.
    public static void main(String[] arguments) throws IOException {
        MemoryBudget budget = new MemoryBudget(1 << 20);
        Directory directory = Linux.disk().openDirectory(arguments[0]);
        Holder holder = new Holder(ProcessHandle.current().pid(), "child", 0);
        try {
            DirectoryLock lock = DirectoryLock.take(directory, Linux.memory(budget), budget.account("lock"), holder);
            System.out.println("locked");
            while (System.in.read() == '?') {
                System.out.println(lock.isLost() ? "lost" : "held");
            }
            lock.close();
            System.out.println("closed");
            System.in.read();
        } catch (StoreLockedException refused) {
            System.out.println("refused: " + refused.holder());
        }
    }
}
