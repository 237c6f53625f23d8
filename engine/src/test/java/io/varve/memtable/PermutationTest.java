package io.varve.memtable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PermutationTest {
    @RandomizedTest
    void insertsAsAListDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            List<Integer> list = new ArrayList<>();
            long permutation = Permutation.EMPTY;
            for (int slot = 0; slot < Permutation.SLOTS; slot++) {
                int i = random.nextInt(list.size() + 1);
                permutation = Permutation.insert(permutation, i);
                list.add(i, slot);
                assertEquals(list, slots(permutation));
            }
        }
    }

    @Test
    void sortedIsTheOrderOfTheSlots() {
        long permutation = Permutation.EMPTY;
        for (int count = 0; count < Permutation.SLOTS; count++) {
            assertEquals(permutation, Permutation.sorted(count));
            permutation = Permutation.insert(permutation, count);
        }
        assertEquals(permutation, Permutation.sorted(Permutation.SLOTS));
    }

    private static List<Integer> slots(long permutation) {
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < Permutation.count(permutation); i++) {
            slots.add(Permutation.slot(permutation, i));
        }
        return slots;
    }
}
