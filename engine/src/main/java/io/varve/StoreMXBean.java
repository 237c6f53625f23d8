package io.varve;

import io.varve.event.StoreState;
import java.util.List;

/// What a store shows to JMX: the parts of [StoreStats], each asked for anew.
///
/// Its accessors begin with `get`, against the custom of the house: JMX knows attributes by that.
public interface StoreMXBean {
    /// What the store can do.
    StoreState getState();

    /// Number of the last operation that readers see.
    long getVisibleSequence();

    /// Number of the last operation that survives a power failure.
    long getDurableSequence();

    /// What failed on the store's own threads.
    long getBackgroundFailures();

    /// What was asked of the store.
    StoreStats.Writes getWrites();

    /// What was looked up.
    StoreStats.Reads getReads();

    /// What went to the log.
    StoreStats.Log getLog();

    /// What is in memory and not yet in tables.
    StoreStats.Memtables getMemtables();

    /// What is in tables, and how it came there.
    StoreStats.Tables getTables();

    /// Tables level by level.
    List<StoreStats.Level> getLevels();

    /// What the store costs beyond what is asked of it.
    StoreStats.Amplification getAmplification();

    /// What is on its way to the writer.
    StoreStats.Ring getRing();

    /// Cursors that are open.
    StoreStats.Cursors getCursors();

    /// What is used of the memory budget.
    StoreStats.Memory getMemory();

    /// What was told to listeners.
    StoreStats.Events getEvents();
}
