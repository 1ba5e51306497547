package io.hyps.runner.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import org.junit.jupiter.api.Test;

class MemoryAccountTest {
    private final MemoryAccount account = new MemoryAccount(new MemoryBudget(1000, 300, 100, Long.MAX_VALUE));

    @Test
    void addsUpWhatStaysLoaded() throws Exception {
        account.open("a", stays(100).plus(stays(200)));
        account.open("b", stays(250));

        assertThat(account.heldBytes()).isEqualTo(550);
        assertThat(account.freeBytesFor("next")).isEqualTo(50);
    }

    @Test
    void countsTheLargestOfThoseThatTakeTurns() throws Exception {
        account.open("a", turn(100).plus(turn(400)));
        account.open("b", turn(300));
        account.open("c", stays(150));

        assertThat(account.heldBytes()).isEqualTo(550);
        assertThat(account.turnsBytes()).isEqualTo(450);
    }

    @Test
    void refusesWhatDoesNotFitWithTheFigures() throws Exception {
        account.open("a", stays(500));

        assertThatThrownBy(() -> account.open("b", turn(101)))
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
        account.open("a", stays(600));
        account.close("a");

        account.open("b", stays(600));

        assertThat(account.heldBytes()).isEqualTo(600);
    }

    @Test
    void doesNotOverflowWhateverAPlanClaims() throws Exception {
        account.open("a", stays(1));

        assertThatThrownBy(() -> account.open("b", stays(Long.MAX_VALUE).plus(stays(Long.MAX_VALUE))))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void lendsFromPlentyWithoutTheRoomForAnotherPlanLikeThese() throws Exception {
        account.open("a", stays(200));

        assertThat(account.lendFromPlenty("a", 201)).isFalse();
        assertThat(account.lendFromPlenty("a", 200)).isTrue();
        assertThat(account.lendFromPlenty("a", 1)).isFalse();
        assertThat(account.lentBytes()).isEqualTo(200);
        assertThat(account.freeBytesFor("next")).isEqualTo(200);
        assertThat(account.turnsBytes()).isEqualTo(200);
        assertThat(account.isOverdrawn()).isFalse();
    }

    @Test
    void lendsTheLastOnlyWhereASecondPlanWouldNotFitAnyway() throws Exception {
        account.open("a", stays(300));
        assertThat(account.lend("a", 1)).isFalse();

        account.open("b", stays(1));

        assertThat(account.lend("a", 300)).isFalse();
        assertThat(account.lend("a", 299)).isTrue();
        assertThat(account.freeBytesFor("next")).isZero();
        assertThat(account.isOverdrawn()).isFalse();

        account.giveBack("a", 99);
        assertThat(account.lentBytes()).isEqualTo(200);
        account.giveBack("a", 200);
        assertThat(account.lentBytes()).isZero();
    }

    @Test
    void doesNotLendTheLastBesideTurns() throws Exception {
        account.open("a", stays(300));
        account.open("b", turn(100));

        assertThat(account.lend("a", 1)).isFalse();
    }

    @Test
    void refusesNoPlanForWhatIsOnlyLent() throws Exception {
        account.open("a", stays(100));
        assertThat(account.lend("a", 400)).isTrue();

        account.open("b", stays(500));

        assertThat(account.isOverdrawn()).isTrue();
        account.giveBack("a", 400);
        assertThat(account.isOverdrawn()).isFalse();
    }

    @Test
    void forgetsWhatWasLentToThoseThatLeave() throws Exception {
        account.open("a", stays(100));
        assertThat(account.lend("a", 400)).isTrue();

        account.close("a");

        assertThat(account.freeBytesFor("next")).isEqualTo(600);
    }

    @Test
    void countsWhatAHolderMayUseAsFreeForIt() throws Exception {
        account.open("a", stays(200));
        account.open("b", turn(100));

        assertThat(account.freeBytesFor("a")).isEqualTo(500);
        assertThat(account.freeBytesFor("b")).isEqualTo(400);
        assertThat(account.freeBytesFor("next")).isEqualTo(300);
    }

    @Test
    void refusesUnderALimitWhatTheKernelCouldNotTakeBack() throws Exception {
        long room = 3 * Demand.SESSION_BYTES;
        MemoryAccount limited = new MemoryAccount(new MemoryBudget(1L << 30, 0, 0, room));
        limited.open("a", Demand.ofResident(1 << 29, (1 << 29) + Demand.SESSION_BYTES));
        assertThat(limited.turnsFirmBytes()).isEqualTo(Demand.SESSION_BYTES);

        assertThatThrownBy(() -> limited.open("b", Demand.ofTurn(1000, 1001)))
                .isInstanceOf(RefusedException.class)
                .satisfies(e -> assertThat(((RefusedException) e).reason()).isEqualTo(RefusalReason.OUT_OF_MEMORY))
                .hasMessageContaining("288 KiB (294912)")
                .hasMessageContaining("288 KiB (294913)");
    }

    @Test
    void lendsNothingThatTheKernelCouldNotTakeBackAndWantsItBackForAPlanThatNeedsIt() throws Exception {
        long session = Demand.SESSION_BYTES;
        MemoryAccount limited = new MemoryAccount(new MemoryBudget(1L << 30, 0, 0, 4 * session));
        limited.open("a", stays(1000));

        assertThat(limited.lend("a", 3 * session + 1)).isFalse();
        assertThat(limited.lend("a", 3 * session)).isTrue();
        assertThat(limited.isOverdrawn()).isFalse();

        limited.open("b", stays(1000));
        assertThat(limited.isOverdrawn()).isTrue();
    }

    private static Demand stays(long peakBytes) {
        return Demand.ofResident(peakBytes, peakBytes);
    }

    private static Demand turn(long peakBytes) {
        return Demand.ofTurn(peakBytes, peakBytes);
    }
}
