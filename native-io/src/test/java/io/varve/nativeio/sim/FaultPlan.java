package io.varve.nativeio.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which calls of a disk go wrong, and how many did.
///
/// A test of "fail the i-th call" asks [#operations()] after a run without faults, and then runs once
/// per number with `failAny().onCall(i)`.
public final class FaultPlan {
    private final SplittableRandom random;
    private final List<FaultRule> rules = new ArrayList<>();
    private final Map<String, Long> injected = new TreeMap<>();
    private long operations;

    FaultPlan(SplittableRandom random) {
        this.random = random;
    }

    /// A rule for one kind of call.
    public FaultRule fail(Op op) {
        return add(new FaultRule(op, random));
    }

    /// A rule for calls of every kind.
    public FaultRule failAny() {
        return add(new FaultRule(null, random));
    }

    /// Forgets all rules; the counts stay.
    public void clear() {
        rules.clear();
    }

    /// Calls of the disk so far, of every kind.
    public long operations() {
        return operations;
    }

    /// Faults injected so far.
    public long injected() {
        return injected.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Faults injected so far, by call and kind, such as `DATA_SYNC Refusal`.
    public Map<String, Long> injectedByKind() {
        return Collections.unmodifiableMap(injected);
    }

    /// Counts the call; the first rule that strikes decides what happens to it.
    ///
    /// @param position where in a file it works; negative when nowhere in particular
    @Nullable
    FaultEffect next(Op op, String path, long position, long length) {
        operations++;
        FaultEffect striking = null;
        for (FaultRule rule : rules) {
            FaultEffect effect = rule.meet(op, path, position, length);
            striking = striking == null ? effect : striking;
        }
        if (striking != null) {
            injected.merge(op + " " + striking.getClass().getSimpleName(), 1L, Long::sum);
        }
        return striking;
    }

    private FaultRule add(FaultRule rule) {
        rules.add(rule);
        return rule;
    }
}
