package io.varve.bench.probe;

/// Says in one sentence why something cannot be measured here.
public final class ProbeException extends Exception {
    private static final long serialVersionUID = 1;

    /// Without a cause worth showing.
    public ProbeException(String sentence) {
        super(sentence);
    }

    /// With the cause, which `sentence` names already.
    public ProbeException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
