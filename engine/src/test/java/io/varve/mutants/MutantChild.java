package io.varve.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The process that runs tests against a mutant. It ends with the first test that fails: that is enough, and
/// what the mutant has left hanging need not be waited for.
final class MutantChild {
    static final int SURVIVED = 0;
    static final int NO_TESTS = 3;
    static final int CAUGHT = 10;

    /// What the line begins with that says which test it was.
    static final String CAUGHT_BY = "caught by ";

    private MutantChild() {}

    /// Runs the tests.
    ///
    /// @param arguments tests, as `class` or `class#method`
    public static void main(String[] arguments) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(arguments)
                        .map(test -> test.contains("#") ? selectMethod(test) : selectClass(test))
                        .toList())
                .build();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger succeeded = new AtomicInteger();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionStarted(TestIdentifier test) {
                begun.addAndGet(test.isTest() ? 1 : 0);
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    System.out.println(CAUGHT_BY + test.getDisplayName() + ": "
                            + result.getThrowable().map(Throwable::toString).orElse(""));
                    System.out.flush();
                    // The engine itself fails when it finds no such test, which says nothing about the mutant.
                    boolean isTests = test.getParentId().isPresent();
                    Runtime.getRuntime().halt(isTests ? CAUGHT : NO_TESTS);
                }
                succeeded.addAndGet(test.isTest() ? 1 : 0);
            }
        };
        try {
            LauncherFactory.create().execute(request, listener);
        } catch (Throwable dead) {
            // A test that fills the heap may take the launcher with it: a build would not get past that either.
            boolean isFull = begun.get() > 0 && isForWantOfHeap(dead);
            if (isFull) {
                System.out.println(CAUGHT_BY + "a full heap");
            } else {
                dead.printStackTrace(System.out);
            }
            System.out.flush();
            Runtime.getRuntime().halt(isFull ? CAUGHT : NO_TESTS);
        }
        System.out.println(succeeded + " tests saw nothing");
        System.out.flush();
        Runtime.getRuntime().halt(succeeded.get() == 0 ? NO_TESTS : SURVIVED);
    }

    /// A class that could not be made for want of heap says so in words only.
    private static boolean isForWantOfHeap(Throwable dead) {
        for (Throwable cause = dead; cause != null; cause = cause.getCause()) {
            if (cause.toString().contains(OutOfMemoryError.class.getName())) {
                return true;
            }
        }
        return false;
    }
}
