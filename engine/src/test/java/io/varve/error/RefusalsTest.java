package io.varve.error;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryRefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What a caller is told when the store says no.
final class RefusalsTest {
    private final StoreIoException disk = new StoreIoException("fdatasync", "/data/7.log", Errno.EIO);

    @ParameterizedTest
    @EnumSource
    void ofAWriteSayWhyAndWhatToDo(RejectionCause cause) {
        WriteRejectedException refused = new WriteRejectedException(cause);

        assertSame(cause, refused.rejectionCause());
        assertEquals(cause.what() + "\nwhat to do: " + cause.remedy(), refused.getMessage());
    }

    @Test
    void ofAWriteCarryNumbersWhenThereAreSome() {
        WriteRejectedException refused = new WriteRejectedException(
                RejectionCause.MEMORY_BUDGET, "4096 bytes do not fit the memory budget of 65536 bytes, all of it used");

        assertTrue(refused.getMessage().startsWith("4096 bytes do not fit"), refused.getMessage());
        assertEquals(RejectionCause.MEMORY_BUDGET.remedy(), refused.remedy());
    }

    @Test
    void ofAWriteHaveNoStackTraceBecauseTheyComeByTheThousand() {
        assertEquals(0, new WriteRejectedException(RejectionCause.RING_FULL).getStackTrace().length);
    }

    @Test
    void nameTheFailureThatTheyFollow() {
        OutcomeUnknownException unknown = new OutcomeUnknownException("/data", disk);
        StoreFailedException failed = new StoreFailedException("/data", disk);

        assertEquals(
                "a write to /data may or may not have happened: fdatasync of /data/7.log: EIO (5): input/output error",
                unknown.what());
        assertEquals("/data has failed: fdatasync of /data/7.log: EIO (5): input/output error", failed.what());
        assertSame(disk, unknown.getCause());
        assertSame(disk, failed.getCause());
    }

    @Test
    void nameAFailureThatIsNotOursByItsFirstLine() {
        StoreFailedException failed = new StoreFailedException("/data", new IllegalStateException("one\ntwo"));

        assertEquals("/data has failed: java.lang.IllegalStateException: one", failed.what());
    }

    @Test
    void nameBothEpochs() {
        FencedException fenced = new FencedException("/data", 4, 6);

        assertEquals("/data was taken over: opened here with epoch 4, LOCK now has epoch 6", fenced.what());
        assertEquals(4, fenced.epoch());
        assertEquals(6, fenced.foundEpoch());
    }

    @Test
    void nameTheLimit() {
        TooLargeException key = TooLargeException.key(65_536, 65_535);

        assertTrue(key.getMessage().startsWith("a key of 65536 bytes: at most 65535 bytes are allowed\nwhat to do: "));
        assertEquals(65_536, key.size());
        assertEquals(65_535, key.limit());
        assertTrue(TooLargeException.value(9, 8).getMessage().startsWith("a value of 9 bytes"));
        assertTrue(TooLargeException.batch(9, 8).getMessage().startsWith("a batch of 9 bytes"));
    }

    static List<StoreException> all() {
        StoreIoException disk = new StoreIoException("pwrite", "/data/7.log", Errno.EIO);
        return List.of(
                disk,
                new WriteRejectedException(RejectionCause.CLOSED),
                new OutcomeUnknownException("/data", disk),
                new StoreFailedException("/data", disk),
                new StoreClosedException("/data"),
                new FencedException("/data", 1, 2),
                new StoreLockedException("/data", "held by pid 7"),
                ResourceRefusedException.memory("a key", true, new MemoryRefusedException("4096 bytes do not fit")),
                ResourceRefusedException.memory(
                        "a key", false, new MemoryRefusedException("mmap: ENOMEM", Errno.ENOMEM)),
                ResourceRefusedException.thread("/data", new IllegalStateException("the machine gives no thread")));
    }

    @ParameterizedTest
    @MethodSource("all")
    void haveTwoLines(StoreException refused) {
        assertArrayEquals(
                new String[] {refused.what(), "what to do: " + refused.remedy()},
                refused.getMessage().split("\n", -1));
        assertTrue(!refused.remedy().endsWith("."), refused.remedy());
    }

    @ParameterizedTest
    @MethodSource("all")
    void survivesBeingSerialised(StoreException refused) throws Exception {
        assertEquals(refused.getMessage(), ((Throwable) copy(refused)).getMessage());
    }

    @Test
    void ofOptionsSurviveBeingSerialised() throws Exception {
        InvalidOptionsException refused = new InvalidOptionsException(List.of("a is 1", "b is 2"));

        assertEquals(List.of("a is 1", "b is 2"), ((InvalidOptionsException) copy(refused)).problems());
    }

    @SuppressWarnings("BanSerializableRead") // reads what it wrote itself
    private static Object copy(Object original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(original);
        return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
