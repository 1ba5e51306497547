package io.hyps.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.topic.Topic;
import io.hyps.runner.TinyPlan;
import io.hyps.runner.budget.Demand;
import io.hyps.runner.budget.MemoryAccount;
import io.hyps.runner.budget.MemoryBudget;
import io.hyps.runner.session.TensorAllocation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorLoansTest {
    private static final Topic.Plan PLAN = new Topic.Plan("m", new Epoch(1, 1));
    private static final Topic.Plan OTHER = new Topic.Plan("m", new Epoch(1, 2));
    private static final long WORK = 100;
    private static final Partition PARTITION =
            new Partition("p0", List.of("d0"), List.of("x"), List.of("y"), 1, 700, 700 + WORK, TinyPlan.FIRST.ref());

    @ParameterizedTest
    @CsvSource({
        "1800, ARENA, 200",
        "1799, PATTERN, 50",
        "1650, PATTERN, 50",
        "1649, SINGLE, 0",
        "1599, PATTERN, 50",
        "850, PATTERN, 50",
        "849, SINGLE, 0",
        "800, SINGLE, 0"
    })
    void lendsForTheQuickestThatThereIsMemoryFor(long available, TensorAllocation wanted, long lent) throws Exception {
        MemoryAccount account = account(available);
        TensorLoans loans = new TensorLoans(account);
        account.open(PLAN, Demand.ofResident(700, 800));

        assertThat(loans.lend(PLAN, PARTITION, TensorAllocation.SINGLE)).isEqualTo(wanted);
        assertThat(account.lentBytes()).isEqualTo(lent);
    }

    @Test
    void lendsMoreOnceAnotherHasLeft() throws Exception {
        MemoryAccount account = account(1800);
        TensorLoans loans = new TensorLoans(account);
        account.open(OTHER, Demand.ofResident(800, 800));
        account.open(PLAN, Demand.ofResident(700, 800));
        TensorAllocation tight = loans.lend(PLAN, PARTITION, TensorAllocation.SINGLE);
        assertThat(tight).isEqualTo(TensorAllocation.PATTERN);
        assertThat(loans.lend(PLAN, PARTITION, tight)).isEqualTo(tight);

        account.close(OTHER);

        assertThat(loans.lend(PLAN, PARTITION, tight)).isEqualTo(TensorAllocation.ARENA);
        assertThat(account.lentBytes()).isEqualTo(2 * WORK);
        assertThat(loans.lend(PLAN, PARTITION, TensorAllocation.ARENA)).isEqualTo(TensorAllocation.ARENA);
        assertThat(account.lentBytes()).isEqualTo(2 * WORK);
    }

    private static MemoryAccount account(long availableBytes) {
        return new MemoryAccount(new MemoryBudget(availableBytes, 0, 0, Long.MAX_VALUE));
    }
}
