package io.varve.nativeio.sim;

import java.util.Arrays;

/// All sequences of choices, depth first: whoever asks [#next] the same questions in the same order gets
/// every combination of answers, one per round, also when later questions depend on earlier answers.
///
/// ```java
/// ChoiceTree choices = new ChoiceTree();
/// do {
///     tryOut(choices.next(2), choices.next(3));
/// } while (choices.advance());
/// ```
public final class ChoiceTree {
    private int[] answers = new int[16];
    private int[] bounds = new int[16];
    private int depth;
    private int known;

    /// A tree at its first sequence.
    public ChoiceTree() {}

    /// The answer to the next question of this round, from 0 to `bound - 1`.
    public int next(int bound) {
        assert bound > 0 : "a choice among " + bound;
        if (depth == answers.length) {
            answers = Arrays.copyOf(answers, 2 * depth);
            bounds = Arrays.copyOf(bounds, 2 * depth);
        }
        if (depth == known) {
            answers[known++] = 0;
        }
        bounds[depth] = bound;
        return answers[depth++];
    }

    /// Begins the next round.
    ///
    /// @return false when there is none left
    public boolean advance() {
        known = depth;
        depth = 0;
        while (known > 0) {
            if (++answers[known - 1] < bounds[known - 1]) {
                return true;
            }
            known--;
        }
        return false;
    }
}
