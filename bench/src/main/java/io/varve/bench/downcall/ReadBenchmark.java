package io.varve.bench.downcall;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// **Question:** what does a whole small read cost through our seam, against the JDK's channel, alone and
/// with a second thread on the same file?
///
/// **How:** 16 bytes from the page cache, average time. The channel takes a monitor for every call
/// (`NativeThreadSet`); the seam counts its users in one word.
///
/// **Decides:** whether the seam's own descriptors pay for themselves.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class ReadBenchmark {
    /// Names the directory that the file is made in.
    static final String DIRECTORY = "io.varve.bench.files";

    private static final int LENGTH = 16;
    private static final int FILE_SIZE = 4096;
    private static final String NAME = "read-benchmark";

    private Directory directory;
    private DiskFile file;
    private FileChannel channel;

    /// Used by JMH.
    public ReadBenchmark() {}

    /// What each thread reads into.
    @State(Scope.Thread)
    public static class Target {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(LENGTH);
        private final Memory memory = Linux.memory(new MemoryBudget(1 << 20));
        private final Region region = memory.allocate(memory.budget().account("read target"), LENGTH, Pages.BASE);

        /// Used by JMH.
        public Target() {}

        /// Gives the memory back.
        @TearDown
        public void tearDown() {
            memory.free(region);
        }
    }

    /// Makes the file and opens it both ways.
    @Setup
    public void open() throws IOException {
        String place = System.getProperty(DIRECTORY, System.getProperty("java.io.tmpdir", "/tmp"));
        directory = Linux.disk().openDirectory(place);
        file = directory.open(NAME, OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE);
        if (file.writeZeros(0, FILE_SIZE) != 0) {
            throw new IOException("the file to read cannot be written");
        }
        channel = FileChannel.open(Path.of(place, NAME), StandardOpenOption.READ);
    }

    /// Removes it.
    @TearDown
    public void close() throws IOException {
        channel.close();
        file.close();
        directory.unlink(NAME);
        directory.close();
    }

    /// Through the seam.
    @Benchmark
    public int diskFilePread(Target target) {
        return file.pread(target.region, 0, LENGTH, 0);
    }

    /// Through the JDK.
    @Benchmark
    public int fileChannelRead(Target target) throws IOException {
        return channel.read(target.buffer.clear(), 0);
    }
}
