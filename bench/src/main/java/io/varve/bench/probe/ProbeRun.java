package io.varve.bench.probe;

import java.util.function.Consumer;

/// One run of one probe: where its files go, and how much is asked of it.
///
/// @param folder where test files may lie
/// @param isSmoke true when a few milliseconds must do and the figures mean nothing
/// @param progress takes lines for whoever waits
public record ProbeRun(WorkFolder folder, boolean isSmoke, Consumer<String> progress) {
    /// `full`, or `smoke` in a smoke run.
    public int choose(int full, int smoke) {
        return isSmoke ? smoke : full;
    }
}
