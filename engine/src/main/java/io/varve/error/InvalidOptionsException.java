package io.varve.error;

import java.util.List;
import java.util.Objects;

/// The options of a store make no sense; the message names every problem, not only the first. Nothing
/// was made or changed on disk.
///
/// An `IllegalArgumentException` and not a [StoreException]: it is mended in the program, and whoever
/// catches what a store can suffer at run time must not catch this by the way.
public final class InvalidOptionsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String[] problems;

    /// A refusal.
    ///
    /// @param problems at least one; each names option, value and what is allowed
    public InvalidOptionsException(List<String> problems) {
        super(message(problems));
        this.problems = problems.toArray(new String[0]);
    }

    /// What is wrong, and what to do.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /// Every problem, one sentence each.
    public List<String> problems() {
        return List.of(problems);
    }

    private static String message(List<String> problems) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return count + " with the options of the store:\n  - " + String.join("\n  - ", problems)
                + "\nwhat to do: set what is named to an allowed value; docs/options.md says when to change what";
    }
}
