package io.varve.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/// Something the engine may not use, because it stands behind a seam or must not happen at all.
///
/// Time, threads, waiting, files and memory come through the seams of `io.varve.nativeio`, or a
/// simulation would not control them: a thread that waits by other means stops all of it, and two
/// simulated threads on one carrier can both own a lock. (`synchronized` is looked for in the source,
/// by [Sources].)
///
/// @param name as a test report shows it
/// @param rule what is forbidden
record Ban(String name, ArchRule rule) {
    static final List<Ban> ALL = List.of(
            classes(
                    "locks and barriers",
                    "java.util.concurrent.locks.",
                    "java.util.concurrent.CountDownLatch",
                    "java.util.concurrent.CyclicBarrier",
                    "java.util.concurrent.Exchanger",
                    "java.util.concurrent.Phaser",
                    "java.util.concurrent.Semaphore"),
            classes(
                    "queues that wait",
                    "java.util.concurrent.BlockingQueue",
                    "java.util.concurrent.BlockingDeque",
                    "java.util.concurrent.TransferQueue",
                    "java.util.concurrent.ArrayBlockingQueue",
                    "java.util.concurrent.Linked",
                    "java.util.concurrent.PriorityBlockingQueue",
                    "java.util.concurrent.SynchronousQueue",
                    "java.util.concurrent.DelayQueue"),
            methods("waiting for a future", "java.util.concurrent.Future", "get", "join", "orTimeout"),
            methods("waiting on an object", "java.lang.Object", "wait", "notify", "notifyAll"),
            methods("pausing a thread", "java.lang.Thread", "sleep", "join", "yield", "onSpinWait"),
            methods("making a thread", "java.lang.Thread", "<init>", "ofPlatform", "ofVirtual", "startVirtualThread"),
            classes(
                    "other people's threads",
                    "java.util.Timer",
                    "java.util.concurrent.Executor",
                    "java.util.concurrent.ForkJoin",
                    "java.util.concurrent.ScheduledExecutorService",
                    "java.util.concurrent.ThreadPoolExecutor"),
            methods(
                    "futures that start threads",
                    "java.util.concurrent.CompletableFuture",
                    "runAsync",
                    "supplyAsync",
                    "completeAsync",
                    "delayedExecutor",
                    "completeOnTimeout"),
            classes("values per thread", "java.lang.ThreadLocal", "java.lang.InheritableThreadLocal"),
            methods("the machine's clock", "java.lang.System", "currentTimeMillis", "nanoTime"),
            methods("the machine's calendar", "java.time.temporal.TemporalAccessor", "now"),
            classes("clocks of the JDK", "java.time.Clock", "java.time.InstantSource"),
            classes(
                    "chance without a seed",
                    "java.util.Random",
                    "java.security.SecureRandom",
                    "java.util.concurrent.ThreadLocalRandom"),
            methods("chance by the way", "java.lang.Math", "random"),
            methods("names by chance", "java.util.UUID", "randomUUID"),
            classes("files", "java.nio.file.Files", "java.nio.channels.", "java.io.File", "java.io.RandomAccessFile"),
            classes("calls into C", "java.lang.foreign.Linker", "java.lang.foreign.SymbolLookup", "sun.misc.Unsafe"),
            methods("memory out of thin air", "java.lang.foreign.MemorySegment", "reinterpret"),
            methods("memory past the budget", "java.lang.foreign.Arena", "ofAuto", "ofConfined", "ofShared", "global"),
            methods("buffers past the budget", "java.nio.ByteBuffer", "allocateDirect"),
            classes(
                    "Agrona's buffers and queues", // which demand a JVM flag of every user
                    "org.agrona.concurrent.UnsafeBuffer",
                    "org.agrona.concurrent.AtomicBuffer",
                    "org.agrona.concurrent.ManyToOne",
                    "org.agrona.concurrent.ManyToMany",
                    "org.agrona.concurrent.OneToOne"),
            methods("settings of the process", "java.lang.System", "getProperty", "getenv"),
            methods("ending the process", "java.lang.System", "exit"),
            methods("printing", "java.lang.System", "out", "err"),
            methods("printing a failure", "java.lang.Throwable", "printStackTrace"),
            new Ban(
                    "streams below the root",
                    noClasses()
                            .that()
                            .resideOutsideOfPackages("io.varve", "io.varve.collection", "io.varve.error")
                            .should()
                            .dependOnClassesThat(named("java.util.stream."))),
            new Ban(
                    "the machine itself below the root",
                    noClasses()
                            .that()
                            .resideOutsideOfPackage("io.varve")
                            .should()
                            .dependOnClassesThat(named("io.varve.nativeio.linux."))));

    /// Every place where a class does it.
    List<String> violations(JavaClasses classes) {
        return rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails();
    }

    @Override
    public String toString() {
        return name;
    }

    /// Forbids classes whose names begin with one of `prefixes`, in any role.
    private static Ban classes(String name, String... prefixes) {
        return new Ban(name, noClasses().should().dependOnClassesThat(named(prefixes)));
    }

    /// Forbids members of a class and of what extends it: calls, constructors, fields and references.
    private static Ban methods(String name, String owner, String... members) {
        Set<String> forbidden = Set.of(members);
        DescribedPredicate<JavaAccess<?>> access = describe(
                "are " + owner + "." + forbidden,
                found -> forbidden.contains(found.getTarget().getName())
                        && found.getTargetOwner().isAssignableTo(owner));
        return new Ban(name, noClasses().should().accessTargetWhere(access));
    }

    private static DescribedPredicate<JavaClass> named(String... prefixes) {
        return describe(
                "begin with " + List.of(prefixes),
                found -> List.of(prefixes).stream().anyMatch(found.getName()::startsWith));
    }
}
