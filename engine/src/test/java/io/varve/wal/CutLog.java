package io.varve.wal;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.util.Objects;

/// The process that stores frames while their segment is cut.
final class CutLog {
    private static final int SIZE = 16 << 20;
    private static final int FRAME = 184;

    private CutLog() {}

    /// Stores until all code that stores is compiled, cuts the file, and goes on.
    ///
    /// @param arguments the directory
    public static void main(String[] arguments) {
        Memory memory = Linux.memory(new MemoryBudget(1 << 20));
        Region frame = memory.allocate(memory.budget().account("test"), 4096, Pages.BASE);
        try (Directory directory = Linux.disk().openDirectory(arguments[0])) {
            for (int round = 0; round < 20; round++) {
                round(directory, frame, round);
            }
        }
        System.out.println("alive");
        System.exit(0);
    }

    private static void round(Directory directory, Region frame, int round) {
        int flags = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE;
        try (DiskFile file = directory.open("segment-" + round, flags)) {
            require(file.writeZeros(0, SIZE) == 0, "no segment");
            SegmentWindow window = Objects.requireNonNull(SegmentWindow.open(file, SIZE), "no mapping");
            for (long at = 0; at <= SIZE / 2; at += FRAME) {
                frame.putLong(0, at + 1);
                frame.putLong(FRAME - 8, ~at);
                require(window.store(frame, FRAME, at, 1), "refused");
            }
            require(file.truncate(0) == 0, "not cut");
            tryToStore(window, frame, SIZE / 2 / FRAME * FRAME);
            window.close();
        }
    }

    /// The error may come here, or later; success must not.
    private static void tryToStore(SegmentWindow window, Region frame, long last) {
        try {
            // To a page that was made writable before: there is no call that could refuse.
            require(!window.store(frame, FRAME, last, 1), "taken for success");
        } catch (InternalError late) {
            return;
        }
        require(!window.store(frame, FRAME, last, 1), "taken for success once more");
    }

    private static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new IllegalStateException(otherwise);
        }
    }
}
