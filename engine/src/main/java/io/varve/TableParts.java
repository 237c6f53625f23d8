package io.varve;

import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryAccount;
import io.varve.sstable.TableStore;

/// The tables of a store, and the folder that they are in.
///
/// @param building what the making of tables is charged to, with a part of the budget of its own
record TableParts(Directory directory, MemoryAccount building, TableStore store) implements AutoCloseable {
    @Override
    public void close() {
        store.close();
        building.endGuarantee();
        directory.close();
    }
}
