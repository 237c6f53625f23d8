package io.varve.bench.stores;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.table.GetWay;
import io.varve.bench.table.RawTable;
import io.varve.nativeio.Directory;
import io.varve.nativeio.linux.Linux;
import java.nio.file.Path;

/// What the machine gives to a get: filter, index, block and copy of one sorted table without a store around it, as
/// in the probe `table-get`. It has its data from the beginning, knows its own keys, and asks for them in an order
/// of its own, which is random too. With several runs it is asked as one run: no store can do with less.
final class TableProbePeer implements Peer {
    private static final int MOST_QUERIES = 1 << 20;
    private static final int QUERY_BYTES = 16;

    private final Directory directory;
    private final RawTable table;
    private final int queries;

    TableProbePeer(Path path, int entries) throws ProbeException {
        directory = Linux.disk().openDirectory(path.toString());
        queries = Math.min(MOST_QUERIES, entries);
        table = new RawTable(directory, entries, queries);
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public Session session(Level level) {
        return new ProbeSession() {
            private int turn;

            @Override
            public boolean get(long number) {
                turn = turn + 1 == queries ? 0 : turn + 1;
                return table.get((long) turn * QUERY_BYTES, GetWay.BINARY_LINEAR);
            }

            @Override
            public boolean isAbsent(long number) {
                turn = turn + 1 == queries ? 0 : turn + 1;
                // What passes the filter would have to be looked for.
                long query = (long) (queries + turn) * QUERY_BYTES;
                return !table.mayContain(query) || !table.get(query, GetWay.BINARY_LINEAR);
            }
        };
    }

    @Override
    public void sync() {}

    @Override
    public void close() {
        table.close();
        directory.close();
    }
}
