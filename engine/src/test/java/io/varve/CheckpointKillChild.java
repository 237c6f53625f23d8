package io.varve;

import static io.varve.StoreOracle.bytes;

import java.nio.file.Path;

/// The process that [CheckpointKillTest] kills: fills a store, goes on writing, and makes a checkpoint, at one call of
/// which, or of the writer beside it, it ends.
///
/// Arguments: directory, target, number of that call, whether the call still happens. It prints `A n` when the keys
/// below n
/// are acknowledged, before the checkpoint, and `D` after it.
final class CheckpointKillChild {
    static final int KEYS = 400;

    private CheckpointKillChild() {}

    public static void main(String[] arguments) {
        KillSeams seams = new KillSeams(Boolean.parseBoolean(arguments[3]));
        StoreOptions options = KillChild.options();
        Seams real = Seams.ofMachine(options);
        Seams fatal = new Seams(
                seams.around(real.disk()), real.memory(), real.clock(), real.scheduler(), real.holder(), real.random());
        Store store = Opening.open(fatal, arguments[0], options);
        for (int i = 0; i < KEYS; i++) {
            store.put(bytes("key " + i), new byte[200], Durability.PROCESS);
            if (i == KEYS / 2) {
                store.compact().await();
            }
        }
        store.flush().await();
        store.put(bytes("in memory"), bytes("value"));
        System.out.println("A " + KEYS);
        System.out.flush();
        Thread.ofPlatform().daemon().start(() -> {
            for (int i = KEYS; ; i++) {
                store.put(bytes("key " + i), new byte[200], Durability.PROCESS);
            }
        });
        seams.arm(Long.parseLong(arguments[2]));
        store.checkpoint(Path.of(arguments[1]));
        System.out.println("D");
        System.out.flush();
        KillSeams.killSelf();
    }
}
