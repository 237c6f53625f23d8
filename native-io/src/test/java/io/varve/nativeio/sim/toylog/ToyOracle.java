package io.varve.nativeio.sim.toylog;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients wanted and what they were told, kept outside of everything that can crash.
///
/// **Requires:** an append is recorded before it is submitted and its outcome after it was told, so what
/// survives is among what was recorded, and what was acknowledged must survive.
final class ToyOracle {
    private enum State {
        PENDING,
        ACKED,
        REJECTED,
        /// A recovery did not find it, so no later one may.
        GONE
    }

    private final Map<String, State> appends = new LinkedHashMap<>();

    void intends(String payload) {
        appends.put(payload, State.PENDING);
    }

    void wasTold(String payload, Outcome outcome) {
        switch (outcome) {
            case ACKED -> appends.put(payload, State.ACKED);
            case REJECTED -> appends.put(payload, State.REJECTED);
            case UNKNOWN -> {}
        }
    }

    /// Throws an `AssertionError` unless a recovery may have found exactly this.
    void check(List<ToyRecord> found) {
        Set<String> payloads = new HashSet<>();
        long sequence = 0;
        for (ToyRecord record : found) {
            require(record.sequence() == ++sequence, "is no prefix: record " + sequence + " is missing", found);
            require(payloads.add(record.payload()), "has a record twice", found);
            State state = appends.get(record.payload());
            require(state != null, "has a record that nobody appended", found);
            require(state != State.REJECTED, "has a record that was rejected", found);
            require(state != State.GONE, "has a record that an earlier recovery did not find", found);
        }
        for (Map.Entry<String, State> append : appends.entrySet()) {
            boolean mustBe = append.getValue() == State.ACKED;
            require(!mustBe || payloads.contains(append.getKey()), "lacks acknowledged " + append.getKey(), found);
        }
    }

    /// Takes what a recovery found as the truth from now on: what it found must stay, what it did not
    /// find must never come back.
    void settle(List<ToyRecord> found) {
        check(found);
        appends.replaceAll((payload, state) -> state == State.PENDING ? State.GONE : state);
        for (ToyRecord record : found) {
            appends.put(record.payload(), State.ACKED);
        }
    }

    private void require(boolean condition, String what, List<ToyRecord> found) {
        if (!condition) {
            throw new AssertionError("what survived " + what + "\n  found " + found + "\n  of " + appends);
        }
    }
}
