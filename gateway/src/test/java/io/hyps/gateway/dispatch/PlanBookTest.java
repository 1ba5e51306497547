package io.hyps.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanBookTest {
    private final PlanBook book = new PlanBook();

    @Test
    void hasNoActivePlanBeforeBothMessagesAreHere() {
        PublishedPlan plan = TestPlans.plan("fashion", "1-1");

        book.activate("fashion", TestPlans.active(plan));
        assertThat(book.active("fashion")).isEmpty();
        book.publish(plan);

        assertThat(book.active("fashion")).contains(plan);
    }

    @Test
    void refusesALowerTerm() {
        PublishedPlan newer = TestPlans.plan("fashion", "2-1");
        PublishedPlan older = TestPlans.plan("fashion", "1-9");
        publish(newer);

        publish(older);

        assertThat(book.active("fashion")).contains(newer);
        assertThat(book.holds(older)).isFalse();
    }

    @Test
    void takesTheActivePlanThoughOneOfANewTermCameFirst() {
        PublishedPlan active = TestPlans.plan("fashion", "1-1");
        book.publish(TestPlans.plan("fashion", "2-1"));

        publish(active);

        assertThat(book.active("fashion")).contains(active);
    }

    @Test
    void keepsTheFirstContentOfAnEpoch() {
        PublishedPlan first = TestPlans.plan("fashion", "1-1");
        PublishedPlan other = TestPlans.plan(
                "fashion", "1-1", TestPlans.manifest("fashion"), Shape.of(1, 1, 3, 3), List.of("logits"));
        publish(first);

        book.publish(other);

        assertThat(book.active("fashion")).contains(first);
    }

    @Test
    void goesBackToAnEarlierEpochOfTheSameTerm() {
        PublishedPlan first = TestPlans.plan("fashion", "1-1");
        publish(first);
        publish(TestPlans.plan("fashion", "1-2"));

        book.activate("fashion", TestPlans.active(first));

        assertThat(book.active("fashion")).contains(first);
    }

    @Test
    void hasNoActivePlanOnceItIsRetiredOrWithdrawn() {
        PublishedPlan plan = TestPlans.plan("fashion", "1-1");
        publish(plan);

        book.retire("fashion", plan.epoch());
        assertThat(book.active("fashion")).isEmpty();
        book.publish(plan);
        book.activate("fashion", Optional.empty());

        assertThat(book.active("fashion")).isEmpty();
    }

    @Test
    void keepsTheActivePlanAmongTooMany() {
        PublishedPlan first = TestPlans.plan("fashion", "1-1");
        publish(first);

        for (int counter = 2; counter < 40; counter++) {
            book.publish(TestPlans.plan("fashion", "1-" + counter));
        }

        assertThat(book.active("fashion")).contains(first);
        assertThat(book.holds(TestPlans.plan("fashion", "1-2"))).isFalse();
        assertThat(book.holds(TestPlans.plan("fashion", "1-39"))).isTrue();
    }

    private void publish(PublishedPlan plan) {
        book.publish(plan);
        book.activate("fashion", TestPlans.active(plan));
    }
}
