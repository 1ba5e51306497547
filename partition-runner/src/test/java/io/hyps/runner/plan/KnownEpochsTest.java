package io.hyps.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.topic.Topic;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class KnownEpochsTest {
    private static final int MORE_THAN_ARE_KEPT = 1100;
    private static final Sha256 CONTENT = Sha256.of("plan".getBytes(StandardCharsets.UTF_8));

    private final KnownEpochs known = new KnownEpochs();

    @Test
    void keepsARetirementThoughEndsOfForgottenPlansArePlayedBack() {
        for (int counter = 1; counter <= 2 * MORE_THAN_ARE_KEPT; counter++) {
            known.see(plan(counter), CONTENT);
        }
        Topic.Plan last = plan(2 * MORE_THAN_ARE_KEPT);
        known.retire(last);

        for (int counter = 1; counter <= MORE_THAN_ARE_KEPT; counter++) {
            known.retire(plan(counter));
        }

        assertThat(known.isRetired(last)).isTrue();
    }

    @Test
    void keepsTheEndOfAPlanThatItHasNotSeenYet() {
        known.see(plan(1), CONTENT);

        known.retire(plan(2));

        assertThat(known.isRetired(plan(2))).isTrue();
        assertThat(KnownEpochs.parse(known.lines()).isRetired(plan(2))).isTrue();
    }

    @Test
    void keepsAsMuchAsItMay() {
        for (int counter = 1; counter <= MORE_THAN_ARE_KEPT; counter++) {
            known.see(plan(counter), CONTENT);
            known.retire(plan(counter));
        }

        assertThat(known.lines()).hasSizeLessThan(1 + 2 * MORE_THAN_ARE_KEPT);
        assertThat(known.hasSeen(plan(1))).isFalse();
        assertThat(known.hasSeen(plan(MORE_THAN_ARE_KEPT))).isTrue();
    }

    @Test
    void keepsWhatIsInForceLongerThanWhatIsOver() {
        known.see(plan(1), CONTENT);
        for (int counter = 2; counter <= MORE_THAN_ARE_KEPT; counter++) {
            known.see(plan(counter), CONTENT);
            known.retire(plan(counter));
        }

        assertThat(known.hasSeen(plan(1))).isTrue();
        assertThat(known.mayBeForgotten(plan(1))).isFalse();
    }

    @Test
    void knowsOfWhatItHasForgottenThatItWas() {
        for (int counter = 1; counter <= MORE_THAN_ARE_KEPT; counter++) {
            known.see(plan(counter), CONTENT);
        }

        KnownEpochs recalled = KnownEpochs.parse(known.lines());

        assertThat(recalled.hasSeen(plan(1))).isFalse();
        assertThat(recalled.mayBeForgotten(plan(1))).isTrue();
        assertThat(recalled.mayBeForgotten(plan(MORE_THAN_ARE_KEPT))).isFalse();
        assertThat(recalled.mayBeForgotten(plan(MORE_THAN_ARE_KEPT + 1))).isFalse();
        assertThat(recalled.mayBeForgotten(new Topic.Plan("other", new Epoch(1, 1))))
                .isFalse();
    }

    @Test
    void endsOfPlansThatNeverWereMakeNoNewPlanLookOld() {
        for (int counter = 1; counter <= MORE_THAN_ARE_KEPT; counter++) {
            known.retire(new Topic.Plan("m", new Epoch(999, counter)));
        }

        assertThat(known.mayBeForgotten(plan(1))).isFalse();
        assertThat(known.see(plan(1), CONTENT)).isTrue();
    }

    @Test
    void endsOfPlansThatNeverWereHaveNoOldPlanForgotten() {
        known.see(plan(1), CONTENT);
        known.retire(plan(1));

        for (int model = 1; model <= 2 * MORE_THAN_ARE_KEPT; model++) {
            known.retire(new Topic.Plan("invented-" + model, new Epoch(1, 1)));
        }

        assertThat(known.isRetired(plan(1))).isFalse();
        assertThat(known.mayBeForgotten(plan(1))).isTrue();
    }

    private static Topic.Plan plan(int counter) {
        return new Topic.Plan("m", new Epoch(1, counter));
    }
}
