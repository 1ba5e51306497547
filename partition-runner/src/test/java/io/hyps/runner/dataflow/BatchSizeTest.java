package io.hyps.runner.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private static final int CHOICES = 400;

    @Test
    void takesOneAsLongAsNothingIsKnown() {
        assertThat(new BatchSize(8, 1000).choose(8)).isEqualTo(1);
    }

    @Test
    void neverTakesMoreThanWait() {
        BatchSize size = new BatchSize(8, 1000);

        assertThat(learned(size, 1, frames -> 10)).isEqualTo(1);
        assertThat(learned(size, 3, frames -> 10)).isEqualTo(2);
        assertThat(learned(size, 100, frames -> 10)).isEqualTo(8);
    }

    @Test
    void takesOneByOneWhereTogetherIsSlower() {
        assertThat(learned(new BatchSize(8, 1000), 8, frames -> 11L * frames - 1))
                .isEqualTo(1);
    }

    /** As of a Gemm, which ONNX Runtime computes another way for two rows, and better again for four. */
    @Test
    void takesFourThoughTwoAreSlowerThanOneByOne() {
        assertThat(learned(new BatchSize(4, 1000), 4, frames -> frames == 1 ? 10 : frames == 2 ? 30 : 24))
                .isEqualTo(4);
    }

    @Test
    void keepsTheBound() {
        BatchSize size = new BatchSize(16, 45);

        for (int i = 0; i < CHOICES; i++) {
            int frames = size.choose(16);
            assertThat(10L * frames).isLessThanOrEqualTo(45);
            size.took(frames, 10L * frames - frames * frames / 4);
        }
        assertThat(size.choose(16)).isEqualTo(4);
    }

    @Test
    void takesOneByOneWithoutABound() {
        assertThat(learned(new BatchSize(16, 0), 16, frames -> 1)).isEqualTo(1);
    }

    @Test
    void learnsThatTimesHaveChanged() {
        BatchSize size = new BatchSize(4, 1000);
        assertThat(learned(size, 4, frames -> frames * 10L + 1)).isEqualTo(4);

        assertThat(learned(size, 4, frames -> 10L * frames * frames)).isEqualTo(1);
        assertThat(learned(size, 4, frames -> frames * 10L + 1)).isEqualTo(4);
    }

    @Test
    void passesOverTheFirstComputationOfASize() {
        assertThat(learned(new BatchSize(2, 1000), 2, new IntToLongFunction() {
                    private int times;

                    @Override
                    public long applyAsLong(int frames) {
                        return frames == 2 && times++ == 0 ? 900 : 10;
                    }
                }))
                .isEqualTo(2);
    }

    @Test
    void givesUpASizeThatCannotBeComputed() {
        BatchSize size = new BatchSize(2, 1000);
        assertThat(learned(size, 2, frames -> 10)).isEqualTo(2);

        size.cannot(2);

        assertThat(learned(size, 2, frames -> 10)).isEqualTo(1);
    }

    /** What it takes most often in the end. */
    private static int learned(BatchSize size, int waiting, IntToLongFunction nanos) {
        int[] taken = new int[waiting + 1];
        for (int i = 0; i < CHOICES; i++) {
            int frames = size.choose(waiting);
            assertThat(frames).isBetween(1, waiting);
            size.took(frames, nanos.applyAsLong(frames));
            if (i > CHOICES / 2) {
                taken[frames]++;
            }
        }
        int most = 1;
        for (int frames = 2; frames <= waiting; frames++) {
            most = taken[frames] > taken[most] ? frames : most;
        }
        return most;
    }
}
