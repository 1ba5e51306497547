package io.hyps.runner.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryAccountTest {
    private final MemoryAccount account = new MemoryAccount(new MemoryBudget(1000, 300, 100));

    @Test
    void addsUpWhatStaysLoaded() throws Exception {
        account.open("a", Demand.ofResidents(List.of(100L, 200L)));
        account.open("b", Demand.ofResidents(List.of(250L)));

        assertThat(account.heldBytes()).isEqualTo(550);
        assertThat(account.freeBytesFor("next")).isEqualTo(50);
    }

    @Test
    void countsTheLargestOfThoseThatTakeTurns() throws Exception {
        account.open("a", Demand.ofTurns(List.of(100L, 400L)));
        account.open("b", Demand.ofTurns(List.of(300L)));
        account.open("c", Demand.ofResidents(List.of(150L)));

        assertThat(account.heldBytes()).isEqualTo(550);
        assertThat(account.turnsBytes()).isEqualTo(450);
    }

    @Test
    void refusesWhatDoesNotFitWithTheFigures() throws Exception {
        account.open("a", Demand.ofResidents(List.of(500L)));

        assertThatThrownBy(() -> account.open("b", Demand.ofTurns(List.of(101L))))
                .isInstanceOf(RefusedException.class)
                .satisfies(e -> assertThat(((RefusedException) e).reason()).isEqualTo(RefusalReason.OUT_OF_MEMORY))
                .hasMessageContaining("(101)")
                .hasMessageContaining("(100) left")
                .hasMessageContaining("budget 0.98 KiB (1000) - base 300 B (300) - tensors 100 B (100)")
                .hasMessageContaining("held 500 B (500)");
        assertThat(account.heldBytes()).isEqualTo(500);
    }

    @Test
    void givesBackWhatIsClosed() throws Exception {
        account.open("a", Demand.ofResidents(List.of(600L)));
        account.close("a");

        account.open("b", Demand.ofResidents(List.of(600L)));

        assertThat(account.heldBytes()).isEqualTo(600);
    }

    @Test
    void doesNotOverflowWhateverAPlanClaims() throws Exception {
        account.open("a", Demand.ofResidents(List.of(1L)));

        assertThatThrownBy(() -> account.open("b", Demand.ofResidents(List.of(Long.MAX_VALUE, Long.MAX_VALUE))))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void lendsWhatIsLeftOverButNeverTheRoomForAnotherPlanLikeThese() throws Exception {
        account.open("a", Demand.ofResidents(List.of(200L)));

        assertThat(account.lend("a", 201)).isFalse();
        assertThat(account.lend("a", 200)).isTrue();
        assertThat(account.lend("a", 1)).isFalse();
        assertThat(account.freeBytesFor("next")).isEqualTo(200);
        assertThat(account.turnsBytes()).isEqualTo(200);
        assertThat(account.isOverdrawn()).isFalse();
    }

    @Test
    void refusesNoPlanForWhatIsOnlyLent() throws Exception {
        account.open("a", Demand.ofResidents(List.of(100L)));
        assertThat(account.lend("a", 400)).isTrue();

        account.open("b", Demand.ofResidents(List.of(500L)));

        assertThat(account.isOverdrawn()).isTrue();
        account.settle();
        assertThat(account.isOverdrawn()).isFalse();
    }

    @Test
    void forgetsWhatWasLentToThoseThatLeave() throws Exception {
        account.open("a", Demand.ofResidents(List.of(100L)));
        assertThat(account.lend("a", 400)).isTrue();

        account.close("a");

        assertThat(account.freeBytesFor("next")).isEqualTo(600);
    }

    @Test
    void countsWhatAHolderMayUseAsFreeForIt() throws Exception {
        account.open("a", Demand.ofResidents(List.of(200L)));
        account.open("b", Demand.ofTurns(List.of(100L)));

        assertThat(account.freeBytesFor("a")).isEqualTo(500);
        assertThat(account.freeBytesFor("b")).isEqualTo(400);
        assertThat(account.freeBytesFor("next")).isEqualTo(300);
    }
}
