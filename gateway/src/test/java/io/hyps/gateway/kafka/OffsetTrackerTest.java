package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private static final int RECORDS = 30;

    @Test
    void refusesAnOffsetThatIsUnderWay() {
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(0));
        tracker.begin(5);

        assertThatIllegalStateException().isThrownBy(() -> tracker.begin(5));
    }

    @Test
    void stepsOverGaps() {
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(0));
        tracker.begin(5);
        tracker.begin(9);

        assertThat(tracker.completedWith(List.of(5L)).next()).isEqualTo(9);
        tracker.complete(5);
        tracker.complete(9);

        assertThat(tracker.completedWith(List.of())).isEqualTo(CompletedOffsets.none(10));
        assertThat(tracker.span()).isZero();
    }

    @Test
    void beginsNoRecordThatHadItsResultBefore() {
        OffsetTracker tracker = new OffsetTracker(new CompletedOffsets(7, new TreeSet<>(List.of(9L))));

        assertThat(tracker.begin(6)).isFalse();
        assertThat(tracker.begin(7)).isTrue();
        assertThat(tracker.begin(8)).isTrue();
        assertThat(tracker.begin(9)).isFalse();
    }

    @Test
    void keepsWhatIsDoneBeyondUntilTheGapIsClosed() {
        OffsetTracker tracker = new OffsetTracker(new CompletedOffsets(7, new TreeSet<>(List.of(9L))));
        tracker.begin(7);
        tracker.begin(8);
        tracker.begin(9);

        assertThat(tracker.completedWith(List.of(8L)))
                .isEqualTo(new CompletedOffsets(7, new TreeSet<>(List.of(8L, 9L))));
        assertThat(tracker.completedWith(List.of(7L, 8L))).isEqualTo(CompletedOffsets.none(10));
    }

    @Property
    void aSuccessorAnswersExactlyWhatIsNotDone(@ForAll("completions") List<Integer> completions) {
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(0));
        for (int record = 0; record < RECORDS; record++) {
            tracker.begin(offset(record));
        }
        Set<Integer> done = new HashSet<>();

        for (int record : completions) {
            CompletedOffsets committed = CompletedOffsets.decode(
                    tracker.completedWith(List.of(offset(record))).encode());
            tracker.complete(offset(record));
            done.add(record);

            OffsetTracker successor = new OffsetTracker(committed);
            for (int each = 0; each < RECORDS; each++) {
                assertThat(committed.contains(offset(each))).isEqualTo(done.contains(each));
                assertThat(successor.begin(offset(each))).isEqualTo(!done.contains(each));
            }
        }
    }

    @Provide
    Arbitrary<List<Integer>> completions() {
        return Arbitraries.integers().between(0, RECORDS - 1).list().ofMaxSize(60);
    }

    /** With gaps, as transactions leave them. */
    private static long offset(int record) {
        return 100 + record * 2L + record / 7;
    }
}
