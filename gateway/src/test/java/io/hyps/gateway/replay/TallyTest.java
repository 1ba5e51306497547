package io.hyps.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.recording.RecordedFrame;
import io.hyps.gateway.recording.RecordedFrames;
import io.hyps.protocol.Payload;
import io.hyps.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TallyTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Tally tally = new Tally(2, frame -> 1, ReplayListener.NONE);
    private final RecordedFrame first = RecordedFrames.answered(1, 10.0, 4.0);
    private final RecordedFrame second = RecordedFrames.answered(2, 10.0, 4.0);
    private final RecordedFrame third = RecordedFrames.answered(3, 10.0, 4.0);

    @Test
    void letsNoMoreFramesBeUnderWayThanItMay() throws Exception {
        assertThat(enter(first)).isTrue();
        assertThat(enter(second)).isTrue();
        assertThat(enter(third)).isFalse();

        answer(first, 10.0, 4.0);

        assertThat(enter(third)).isTrue();
    }

    @Test
    void countsEachAnswerOnceAndWhatDiffers() throws Exception {
        enter(first);
        enter(second);

        answer(first, 10.0, 4.0);
        answer(first, 99.0, 4.0);
        answer(second, 4.0, 10.0);

        assertThat(tally.awaitAll(AT_ONCE)).isTrue();
        assertThat(tally.outcome()).satisfies(outcome -> {
            assertThat(outcome.answered()).isEqualTo(2);
            assertThat(outcome.differences()).isEqualTo(1);
            assertThat(outcome.maxAbsDiff()).isEqualTo(6);
            assertThat(outcome.top1Agreement()).isEqualTo(0.5);
            assertThat(outcome.first()).singleElement().satisfies(d -> assertThat(d.frame())
                    .isEqualTo(second.frame().id()));
        });
    }

    @Test
    void countsWhatIsNotAnsweredInTimeAsDifferent() throws Exception {
        enter(first);

        assertThat(tally.awaitAll(AT_ONCE)).isFalse();
        tally.giveUp();
        tally.missed(second);

        assertThat(tally.outcome().answered()).isZero();
        assertThat(tally.outcome().differences()).isEqualTo(2);
    }

    private boolean enter(RecordedFrame frame) throws InterruptedException {
        return tally.enter(frame.frame().id(), frame, AT_ONCE);
    }

    private void answer(RecordedFrame frame, Double... logits) {
        byte[] json = Json.encode(RecordedFrames.answer(frame.frame(), logits));
        tally.accept(List.of(new ResultRecord(frame.frame().withImage(Payload.of(json)))));
    }
}
