package io.hyps.runner.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.RefusedException;
import io.hyps.runner.TinyPlan;
import org.junit.jupiter.api.Test;

/** Where plans are signed: an old one that the broker gives as one that it kept, as after each connection. */
final class EpochGuardTest {
    private static final int MORE_THAN_ARE_REMEMBERED = 1100;
    private static final boolean KEPT = true;

    private final EpochGuard guard = new EpochGuard(true, EpochMemory.none());

    @Test
    void refusesAnOldPlanThoughItHasForgottenThatOne() throws Exception {
        for (int counter = 1; counter <= MORE_THAN_ARE_REMEMBERED; counter++) {
            admit(counter);
            guard.retire(new Topic.Plan(TinyPlan.MODEL, epoch(counter - 1)));
        }

        assertThatThrownBy(() -> admit(1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("older than all that this device remembers");
        assertThatThrownBy(() -> admit(MORE_THAN_ARE_REMEMBERED - 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("was retired");
        assertThatCode(() -> admit(MORE_THAN_ARE_REMEMBERED)).doesNotThrowAnyException();
        assertThatCode(() -> admit(MORE_THAN_ARE_REMEMBERED + 1)).doesNotThrowAnyException();
    }

    @Test
    void takesPlansInForceInAnyOrderWhenItHearsOfThemTogether() {
        assertThatCode(() -> admit(3)).doesNotThrowAnyException();

        assertThatCode(() -> admit(2)).doesNotThrowAnyException();
    }

    private void admit(int counter) throws RefusedException {
        guard.admit(TinyPlan.published(epoch(counter)), KEPT);
    }

    private static Epoch epoch(int counter) {
        return new Epoch(1, counter);
    }
}
