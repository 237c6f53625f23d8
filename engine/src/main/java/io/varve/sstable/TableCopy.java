package io.varve.sstable;

import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.format.TableSummary;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.function.LongConsumer;

/// Copies the file of an open table, byte for byte, and syncs it; its name is the caller's to make durable.
/// Whether the bytes are right, who reads the copy back will see.
///
/// **Owner:** one thread.
final class TableCopy {
    private static final int PIECE = 256 * 1024;

    private TableCopy() {}

    static void run(Blocks from, TableSummary summary, Directory to, Workspace workspace, LongConsumer onCopied) {
        String name = TableName.of(summary.number());
        int flags = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE;
        DiskFile file = to.open(name, flags);
        require("open", file, -file.errno());
        boolean isDone = false;
        try {
            int allocated = file.allocate(0, summary.bytes());
            require("fallocate", file, allocated == -Errno.EOPNOTSUPP ? 0 : allocated);
            Region piece = workspace.take(PIECE);
            for (long at = 0; at < summary.bytes(); at += PIECE) {
                int length = (int) Math.min(PIECE, summary.bytes() - at);
                from.read(piece, 0, length, at);
                require("pwrite", file, Transfer.write(file, piece, 0, length, at, 1));
                onCopied.accept(length);
            }
            require("fdatasync", file, file.dataSync());
            isDone = true;
        } finally {
            file.close();
            if (!isDone) {
                to.unlink(name);
            }
        }
    }

    private static void require(String call, DiskFile file, int result) {
        if (result < 0) {
            throw new StoreIoException(call, file.path(), result);
        }
    }
}
