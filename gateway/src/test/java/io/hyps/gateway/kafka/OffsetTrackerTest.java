package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    @Test
    void refusesAnOffsetThatWasBegunBefore() {
        OffsetTracker tracker = new OffsetTracker();
        tracker.begin(5);
        tracker.complete(5);

        assertThatIllegalStateException().isThrownBy(() -> tracker.begin(5 - 1));
    }

    @Test
    void stepsOverGaps() {
        OffsetTracker tracker = new OffsetTracker();
        tracker.begin(5);
        tracker.begin(9);
        tracker.complete(5);

        assertThat(tracker.committable()).hasValue(6);
        tracker.complete(9);
        assertThat(tracker.committable()).hasValue(10);
        assertThat(tracker.incomplete()).isZero();
    }

    @Property
    void commitsUpToTheFirstIncompleteRecordAndNoFurther(@ForAll("completions") List<Integer> completions) {
        OffsetTracker tracker = new OffsetTracker();
        int records = 30;
        for (int record = 0; record < records; record++) {
            tracker.begin(offset(record));
        }
        Set<Integer> done = new HashSet<>();

        for (int record : completions) {
            tracker.complete(offset(record));
            done.add(record);

            int prefix = 0;
            while (done.contains(prefix)) {
                prefix++;
            }
            OptionalLong expected = prefix == 0 ? OptionalLong.empty() : OptionalLong.of(offset(prefix - 1) + 1);
            assertThat(tracker.committable()).isEqualTo(expected);
            assertThat(tracker.incomplete()).isEqualTo(records - done.size());
        }
    }

    @Provide
    Arbitrary<List<Integer>> completions() {
        return Arbitraries.integers().between(0, 29).list().ofMaxSize(60);
    }

    /** With gaps, as transactions leave them. */
    private static long offset(int record) {
        return 100 + record * 2L + record / 7;
    }
}
