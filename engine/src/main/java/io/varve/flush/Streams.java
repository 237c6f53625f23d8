package io.varve.flush;

/// What makes a table of a memtable. Implemented by [TableStream]; by others in tests.
@FunctionalInterface
interface Streams {
    /// Makes the table; as [Attempt#make].
    Built stream(FlushAttempt attempt) throws Exception;
}
