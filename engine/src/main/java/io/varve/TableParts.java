package io.varve;

import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryAccount;
import io.varve.sstable.TableStore;
import java.util.List;

/// The tables of a store, and the folder that they are in.
///
/// @param building what the making of tables is charged to, with a part of the budget of its own
/// @param merging what merges are charged to, likewise, each to one of these
record TableParts(Directory directory, MemoryAccount building, List<MemoryAccount> merging, TableStore store)
        implements AutoCloseable {
    @Override
    public void close() {
        store.close();
        building.endGuarantee();
        merging.forEach(MemoryAccount::endGuarantee);
        directory.close();
    }
}
