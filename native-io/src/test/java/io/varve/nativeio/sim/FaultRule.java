package io.varve.nativeio.sim;

import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which calls go wrong, and how: `disk.faults().fail(Op.DATA_SYNC).onCall(3).with(Errno.EIO)`.
///
/// Without [#onCall], [#fromCall] or [#always] it is the first matching call. Calls are counted from
/// 1, from the moment the rule was made, those that match operation, path and range only. A rule does
/// nothing until one of the methods that say *how* was called.
public final class FaultRule {
    private final @Nullable Op op;
    private final SplittableRandom random;
    private Predicate<String> paths = path -> true;
    private long from = Long.MIN_VALUE;
    private long to = Long.MAX_VALUE;
    private long firstCall = 1;
    private long lastCall = 1;
    private int oneIn = 1;
    private long calls;
    private @Nullable FaultEffect effect;

    FaultRule(@Nullable Op op, SplittableRandom random) {
        this.op = op;
        this.random = random;
    }

    /// Only calls on paths that fulfil this.
    public FaultRule onPaths(Predicate<String> condition) {
        paths = condition;
        return this;
    }

    /// Only calls on names that end so.
    public FaultRule onNames(String suffix) {
        return onPaths(path -> path.endsWith(suffix));
    }

    /// Only calls that touch bytes between two places of the file.
    ///
    /// @param fromPosition the first byte that counts
    /// @param toPosition one past the last
    public FaultRule inRange(long fromPosition, long toPosition) {
        from = fromPosition;
        to = toPosition;
        return this;
    }

    /// The `index`-th matching call, and no other.
    public FaultRule onCall(long index) {
        firstCall = index;
        lastCall = index;
        return this;
    }

    /// The `index`-th matching call and all later ones.
    public FaultRule fromCall(long index) {
        firstCall = index;
        lastCall = Long.MAX_VALUE;
        return this;
    }

    /// Every matching call.
    public FaultRule always() {
        return fromCall(1);
    }

    /// Of the calls it would strike, only one in so many, by lot.
    public FaultRule oneIn(int count) {
        oneIn = count;
        return this;
    }

    /// Nothing is done, and this errno is the answer. A sync that fails so loses what
    /// [SyncLoss#CACHE_KEPT] says.
    public void with(int errno) {
        effect = new FaultEffect.Refusal(errno);
    }

    /// All is done, and this errno is the answer.
    public void afterwards(int errno) {
        effect = new FaultEffect.LateRefusal(errno);
    }

    /// At most so many bytes are read or written.
    public void shortTo(int bytes) {
        effect = new FaultEffect.Shortened(bytes);
    }

    /// Some sectors of a write are written, from its beginning or any of them, and this errno is the
    /// answer.
    public void partly(int errno) {
        effect = new FaultEffect.PartialWrite(errno);
    }

    /// A call on a file succeeds, and what is dirty after it is lost in this way while nobody syncs. Told
    /// to [Told#EVERYBODY], it is in the next answer to a sync; the others are for code that must notice
    /// by other means, since its own sync says 0.
    public void losingLater(SyncLoss loss, int errno, Told told) {
        effect = new FaultEffect.WriteBackFailure(errno, loss, told);
    }

    /// A sync, or a close, answers with an errno, and loses data in this way.
    public void losing(SyncLoss loss, int errno) {
        effect = new FaultEffect.SyncFailure(errno, loss);
    }

    /// A sync answers 0 and makes nothing durable.
    public void lying() {
        effect = new FaultEffect.SyncLie();
    }

    /// It takes so long, in virtual time, and then succeeds.
    public void delaying(long nanos) {
        effect = new FaultEffect.Delay(nanos);
    }

    /// It never returns.
    public void hanging() {
        effect = new FaultEffect.Hang();
    }

    /// A read delivers damaged data.
    public void damaging(ReadDamage damage) {
        effect = new FaultEffect.DamagedRead(damage);
    }

    /// A write leaves damaged data.
    public void damaging(WriteDamage damage) {
        effect = new FaultEffect.DamagedWrite(damage);
    }

    /// Matching calls so far.
    public long calls() {
        return calls;
    }

    @Nullable
    FaultEffect meet(Op called, String path, long position, long length) {
        boolean isRanged = from >= 0 || to != Long.MAX_VALUE;
        boolean isInRange = !isRanged || (position >= 0 && position < to && from - position < length);
        if ((op != null && op != called) || !isInRange || !paths.test(path)) {
            return null;
        }
        calls++;
        boolean isStruck = calls >= firstCall && calls <= lastCall && random.nextInt(oneIn) == 0;
        return isStruck ? effect : null;
    }
}
