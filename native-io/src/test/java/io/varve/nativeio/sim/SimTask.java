package io.varve.nativeio.sim;

import io.varve.nativeio.Scheduler;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One thread of the simulated process: a continuation, and what it waits for.
///
/// **Owner:** its [Simulation]; only the carrier touches it.
final class SimTask {
    enum State {
        /// Can go on at any time.
        RUNNABLE,
        /// Pauses in a loop: goes on after others did.
        SPINNING,
        /// Goes on when it has its permit, or at its deadline.
        WAITING,
        /// Has ended.
        DONE
    }

    final int id;
    final String name;
    final boolean isClient;
    final Object continuation;
    State state = State.RUNNABLE;
    boolean hasPermit;

    /// True while an agent waits only because it found nothing to do.
    boolean isIdle;

    long deadlineNanos = Scheduler.NEVER;

    @Nullable
    BooleanSupplier condition;

    private Object doing = "start";
    private String path = "";

    SimTask(int id, String name, boolean isClient, Runnable body) {
        this.id = id;
        this.name = name;
        this.isClient = isClient;
        this.continuation = Continuations.create(body);
    }

    void does(Object doing, String path) {
        this.doing = doing;
        this.path = path;
    }

    String doing() {
        return path.isEmpty() ? doing.toString() : doing + " of " + path;
    }

    boolean canRun(long nowNanos) {
        return switch (state) {
            case RUNNABLE -> true;
            case WAITING -> hasPermit || deadlineNanos <= nowNanos;
            case SPINNING, DONE -> false;
        };
    }

    /// True when it waits although what it waits for has come: nobody told it.
    boolean isForgotten() {
        return state == State.WAITING && condition != null && condition.getAsBoolean();
    }

    /// Who it is, what it does, and the line of code where it stands.
    String describe(long nowNanos) {
        StringBuilder text = new StringBuilder(name)
                .append(": ")
                .append(state)
                .append(" in ")
                .append(doing());
        if (state == State.WAITING && deadlineNanos != Scheduler.NEVER) {
            text.append(", deadline in ").append(deadlineNanos - nowNanos).append(" ns");
        }
        if (isForgotten()) {
            text.append(", its condition is TRUE (lost wake-up)");
        }
        return text.append(location()).toString();
    }

    private String location() {
        for (StackTraceElement frame : Continuations.stack(continuation)) {
            if (!isMachinery(frame.getClassName())) {
                return ", at " + frame;
            }
        }
        return "";
    }

    private static boolean isMachinery(String type) {
        String own = SimTask.class.getPackageName() + ".";
        boolean isOurs = type.startsWith(own) && type.indexOf('.', own.length()) < 0 && !type.contains("Test");
        return isOurs || type.startsWith("java.") || type.startsWith("jdk.");
    }
}
