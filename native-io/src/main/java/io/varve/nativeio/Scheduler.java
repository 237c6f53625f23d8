package io.varve.nativeio;

import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.IdleStrategy;

/// The seam to threads, and to *all* waiting. Nothing above it may block by other means: in simulation
/// every thread is a continuation, and a wait that does not come through here would stop them all.
public interface Scheduler {
    /// A deadline that never comes.
    long NEVER = Long.MAX_VALUE;

    /// Starts a named thread that calls [Agent#doWork()] until it is told to stop, idling as told
    /// when there was nothing to do.
    ///
    /// **Promises:** the thread is deaf to interrupts; `onStart` and `onClose` run on it, `onClose`
    /// whatever happened before; anything thrown ends it and is kept in [Worker#failure()], except for
    /// Agrona's `AgentTerminationException` from `onStart` or `doWork`: with it an agent says that it is
    /// done, so it ends the worker in order and is no failure.
    ///
    /// @param idle used by this worker only
    /// @throws IllegalStateException when the machine gives no thread; nothing was started
    Worker start(Agent agent, IdleStrategy idle);

    /// Who is calling, as [#unpark(Object)] wants to know it.
    Object self();

    /// Waits until `condition` is true or the deadline has passed. The condition is looked at first and
    /// after every [#unpark(Object)] of the caller, also one that came before the call; it must not
    /// wait. Whoever makes it true must unpark the caller: nothing else does.
    ///
    /// An interrupt does not end the wait; the flag is set again on return. Allocates nothing.
    ///
    /// @param deadlineNanos on [Clock#nanoTime()], or [#NEVER]
    /// @return what the condition said last: false only when the deadline has passed
    boolean await(BooleanSupplier condition, long deadlineNanos);

    /// Waits once: returns after an [#unpark(Object)], also one that came before the call, at the
    /// deadline, or for no reason. For loops that check a condition of their own; an interrupt makes it
    /// return at once, so such a loop clears the flag first and sets it again at its end.
    void park(long deadlineNanos);

    /// Lets a caller that waits, or is about to, look at its condition again.
    ///
    /// @param waiter what [#self()] returned on its thread
    void unpark(Object waiter);

    /// A pause in a loop that expects its condition to become true in less time than a wake-up takes.
    void spin();

    /// The processor that the caller is on, which may be another a moment later; -1 when nobody can say.
    int processor();

    /// A pause in a loop that expects its condition to become true in about the time of a wake-up: whoever else
    /// wants the processor may have it. What others wait for may need it, such as the end of a sync.
    void giveWay();
}
