package io.hyps.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.tensor.StageTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagePlacesTest {
    private static final Instant START = Instant.parse("2026-11-28T09:00:00Z");
    private static final Instant END = START.plusMillis(100);

    @Test
    void believesADeviceWhoseTimeLiesWithinTheAttempt() {
        StagePlaces.Place place = only(stage(10, 20, START.plusMillis(40)));

        assertThat(place.start()).isEqualTo(START.plusMillis(40));
        assertThat(place.end()).isEqualTo(START.plusMillis(70));
        assertThat(place.moved()).isFalse();
    }

    @Test
    void movesWhatADeviceWithAWrongClockTells() {
        StagePlaces.Place early = only(stage(10, 20, START.minusSeconds(3600)));
        StagePlaces.Place late = only(stage(10, 20, END.minusMillis(5)));

        assertThat(List.of(early, late)).allSatisfy(place -> {
            assertThat(place.start()).isEqualTo(START);
            assertThat(place.end()).isEqualTo(START.plusMillis(30));
            assertThat(place.moved()).isTrue();
        });
    }

    @Test
    void putsStagesWithoutATimeOneAfterAnother() {
        List<StagePlaces.Place> places = StagePlaces.within(
                START,
                END,
                List.of(stage(0, 30, Instant.EPOCH), stage(10, 20, Instant.EPOCH), stage(0, 60, Instant.EPOCH)));

        assertThat(places)
                .extracting(StagePlaces.Place::start)
                .containsExactly(START, START.plusMillis(30), START.plusMillis(40));
        assertThat(places).allSatisfy(place -> assertThat(place.end()).isBeforeOrEqualTo(END));
    }

    @Test
    void keepsTheLengthOfAStageThatIsLongerThanItsAttempt() {
        StagePlaces.Place place = only(stage(0, 500, START));

        assertThat(place.start()).isEqualTo(START);
        assertThat(place.end()).isEqualTo(START.plusMillis(500));
    }

    private static StagePlaces.Place only(StageTime stage) {
        return StagePlaces.within(START, END, List.of(stage)).get(0);
    }

    private static StageTime stage(long waitMillis, long computeMillis, Instant arrivedAt) {
        return new StageTime(
                "p0",
                "edge-1",
                waitMillis * 1000,
                computeMillis * 1000,
                ChronoUnit.MICROS.between(Instant.EPOCH, arrivedAt));
    }
}
