package io.varve.flush;

import io.varve.view.FrozenMemTable;

/// One try at making a table of a memtable.
final class FlushAttempt extends Attempt {
    private final Job job;
    private final Streams streams;
    private final long fileNumber;
    private final long deadlineNanos;

    FlushAttempt(Job job, Streams streams, long fileNumber, long deadlineNanos) {
        this.job = job;
        this.streams = streams;
        this.fileNumber = fileNumber;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    Built make() throws Exception {
        return streams.stream(this);
    }

    Job job() {
        return job;
    }

    FrozenMemTable source() {
        return job.frozen();
    }

    long fileNumber() {
        return fileNumber;
    }

    /// When it counts as stalled.
    long deadlineNanos() {
        return deadlineNanos;
    }
}
