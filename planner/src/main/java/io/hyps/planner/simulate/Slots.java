package io.hyps.planner.simulate;

import java.util.ArrayDeque;
import java.util.Arrays;

/** Frames under way, by slots that are numbered from 0: what each still waits for. */
final class Slots {
    private static final int NO_JOIN = -1;

    private final Wiring wiring;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    /** By step, which of the steps with several inputs it is: only of these is counted what has come. */
    private final int[] joins;

    /** By join. */
    private final int[] inputs;

    /** By slot and join. */
    private final int[][] missingInputs;

    private final int[] missingAnswers;
    private final int[] unfinished;
    private final int[] shards;
    private final double[] came;

    Slots(Wiring wiring, int count) {
        this.wiring = wiring;
        joins = new int[wiring.steps().size()];
        int[] several = new int[joins.length];
        int size = 0;
        for (int step = 0; step < joins.length; step++) {
            int waitsFor = wiring.steps().get(step).inputs();
            joins[step] = waitsFor > 1 ? size : NO_JOIN;
            if (waitsFor > 1) {
                several[size++] = waitsFor;
            }
        }
        inputs = Arrays.copyOf(several, size);
        missingInputs = new int[count][size];
        missingAnswers = new int[count];
        unfinished = new int[count];
        shards = new int[count];
        came = new double[count];
        for (int slot = 0; slot < count; slot++) {
            free.add(slot);
        }
    }

    boolean hasFree() {
        return !free.isEmpty();
    }

    /** A free slot for a frame that came at some time. */
    int take(double time, int shard) {
        int slot = free.remove();
        came[slot] = time;
        shards[slot] = shard;
        missingAnswers[slot] = wiring.answers();
        unfinished[slot] = wiring.answers() + wiring.steps().size();
        System.arraycopy(inputs, 0, missingInputs[slot], 0, inputs.length);
        return slot;
    }

    double came(int slot) {
        return came[slot];
    }

    /** The device that does the step for the slot's frame, by its number. */
    int device(int slot, int step) {
        return wiring.steps().get(step).device(shards[slot]);
    }

    /** An input of the step has come: whether it was the last. */
    boolean isReady(int slot, int step) {
        int join = joins[step];
        return join == NO_JOIN || --missingInputs[slot][join] == 0;
    }

    /** An answer has come: whether it was the last. */
    boolean isAnswered(int slot) {
        return --missingAnswers[slot] == 0;
    }

    /** A step or answer is through: whether nothing of the frame is under way any more, which may be after its answer. */
    boolean release(int slot) {
        boolean done = --unfinished[slot] == 0;
        if (done) {
            free.add(slot);
        }
        return done;
    }
}
