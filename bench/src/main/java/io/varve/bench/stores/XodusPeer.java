package io.varve.bench.stores;

import java.nio.file.Path;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;

/// JetBrains Xodus. A transaction per put, exclusive, so that none is tried again; read transactions are short, for an
/// old one keeps garbage. Synced with `logDurableWrite`; otherwise a commit has written to its log file.
///
/// Tuned: a cache of its own that may hold all pages, and no check of the log's place.
final class XodusPeer implements Peer {
    private static final long LEAST_CACHE = 64L << 20;
    private static final long MOST_CACHE = 1L << 30;

    private final String name;
    private final Entries entries;
    private final Environment environment;
    private final Store store;

    XodusPeer(String name, Path directory, Setup setup, boolean isTuned) {
        this.name = name;
        entries = setup.entries();
        EnvironmentConfig config = new EnvironmentConfig()
                .setLogDurableWrite(setup.level() == Level.SYNC)
                .setLogAllowRemovable(true)
                .setLogAllowRemote(true)
                .setLogAllowRamDisk(true)
                .setEnvCloseForcedly(true);
        if (isTuned) {
            config.setLogCacheShared(false)
                    .setMemoryUsage(Math.clamp(
                            setup.cacheBytes(4 * setup.dataBytes()),
                            setup.cacheBytes(LEAST_CACHE),
                            Math.min(MOST_CACHE, Runtime.getRuntime().maxMemory() / 3)));
        }
        environment = Environments.newInstance(directory.toFile(), config);
        store = environment.computeInTransaction(
                txn -> environment.openStore("entries", StoreConfig.WITHOUT_DUPLICATES, txn));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isSlowInAnyOrder() {
        return true;
    }

    /// It syncs when it commits, if it was told so at open, and has no other call for it.
    @Override
    public void sync() {
        environment.executeInExclusiveTransaction(txn -> {});
    }

    @Override
    public Session session(Level level) {
        return new XodusSession(environment, store, entries);
    }

    @Override
    public void close() {
        environment.close();
    }
}
