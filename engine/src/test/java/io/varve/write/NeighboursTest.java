package io.varve.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Who looks for the end of a write, and for whom the writer gives way.
final class NeighboursTest {
    private static final int SPINS = 100;
    private static final int CROWD = 2;

    private final Machine machine = new Machine();
    private final Neighbours neighbours = new Neighbours(machine, SPINS, CROWD);

    @Test
    void whoIsOnAnotherProcessorThanTheWriterLooksUnlessManyAreOnTheirWay() {
        turn(0, false);
        assertEquals(SPINS, neighbours.looks(1, 1));
        assertEquals(SPINS, neighbours.looks(1, CROWD));
        assertEquals(0, neighbours.looks(1, CROWD + 1));
        assertEquals(0, neighbours.looks(0, 1), "the writer can do nothing meanwhile");
        turn(1, true);
        assertEquals(SPINS, neighbours.looks(0, 1));
        assertEquals(0, neighbours.looks(1, 1), "it has moved");
    }

    @Test
    void whereNobodyKnowsWhoIsAloneLooks() {
        turn(Neighbours.UNKNOWN, false);
        assertEquals(SPINS, neighbours.looks(neighbours.here(), 1));
        assertEquals(0, neighbours.looks(neighbours.here(), 2));
        neighbours.onTold(neighbours.here());
        turn(Neighbours.UNKNOWN, false);
        assertEquals(0, machine.given);
    }

    @Test
    void theWriterGivesWayToThoseItHasToldWhenNothingIsToBeDone() {
        turn(0, true);
        neighbours.onTold(1);
        turn(0, false);
        assertEquals(0, machine.given, "who is elsewhere needs none");
        neighbours.onTold(0);
        neighbours.onTold(1);
        turn(0, true);
        assertEquals(0, machine.given, "it has work");
        turn(0, false);
        turn(0, false);
        assertEquals(1, machine.given);
    }

    @Test
    void whereNobodyLooksNobodyIsAskedWhereItIs() {
        Neighbours sleepers = new Neighbours(machine, 0, CROWD);
        machine.processor = 1;
        assertEquals(Neighbours.UNKNOWN, sleepers.here());
        assertEquals(0, sleepers.looks(sleepers.here(), 1));
    }

    private void turn(int processor, boolean isBusy) {
        machine.processor = processor;
        neighbours.onTurn(isBusy);
    }

    private static final class Machine extends SchedulerStub {
        private int processor;
        private int given;

        @Override
        public int processor() {
            return processor;
        }

        @Override
        public void giveWay() {
            given++;
        }
    }
}
