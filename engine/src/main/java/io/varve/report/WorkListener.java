package io.varve.report;

/// Is told how far long work has come, and may end it. Called on the thread that does the work, every few megabytes;
/// it may use the store, and close it.
@FunctionalInterface
public interface WorkListener {
    /// Who listens to nothing.
    WorkListener NOBODY = (what, doneBytes, allBytes) -> true;

    /// What is done now.
    ///
    /// @param what such as the path of a file
    /// @param doneBytes so far
    /// @param allBytes about, in the end; never below `doneBytes`
    /// @return false to end the work
    boolean goOn(String what, long doneBytes, long allBytes);
}
