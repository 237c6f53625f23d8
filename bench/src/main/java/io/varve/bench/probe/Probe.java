package io.varve.bench.probe;

/// A question about the machine or the platform, and the measurement that answers it.
public interface Probe {
    /// One word, as the command line and the result's folder name it.
    String name();

    /// What is asked, in one line.
    String question();

    /// What the answer decides, in one line.
    String decides();

    /// How much room its files take at most.
    long fileBytes();

    /// Measures.
    ///
    /// @throws ProbeException with one sentence for people, when it cannot be measured here
    ProbeReport run(ProbeRun run) throws ProbeException;
}
