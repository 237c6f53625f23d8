package io.varve.nativeio.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChoiceTreeTest {
    @Test
    void givesEveryCombinationOnce() {
        List<String> found = new ArrayList<>();
        ChoiceTree choices = new ChoiceTree();
        do {
            found.add(choices.next(2) + "" + choices.next(3));
        } while (choices.advance());

        assertEquals(List.of("00", "01", "02", "10", "11", "12"), found);
    }

    @Test
    void followsQuestionsThatDependOnAnswers() {
        List<String> found = new ArrayList<>();
        ChoiceTree choices = new ChoiceTree();
        do {
            int first = choices.next(3);
            found.add(first == 1 ? first + "" + choices.next(2) : String.valueOf(first));
        } while (choices.advance());

        assertEquals(List.of("0", "10", "11", "2"), found);
    }

    @Test
    void endsAtOnceWithoutQuestions() {
        assertFalse(new ChoiceTree().advance());
    }
}
