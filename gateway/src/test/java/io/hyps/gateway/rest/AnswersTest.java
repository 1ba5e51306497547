package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.protocol.frame.FrameId;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AnswersTest {
    private final FakeResultStream stream = new FakeResultStream();
    private final Answers answers = new Answers(stream, 10_000);
    private final FrameId frame = FrameId.create();

    @Test
    void handsAResultToAllWhoWait() {
        CompletableFuture<ResultRecord> one = answers.expect(frame);
        CompletableFuture<ResultRecord> other = answers.expect(frame);
        CompletableFuture<ResultRecord> of = answers.expect(FrameId.create());

        give(frame);

        assertThat(one).isCompleted();
        assertThat(other).isCompleted();
        assertThat(of).isNotDone();
    }

    @Test
    void hasTheLatestForThoseWhoComeLate() {
        give(frame);

        assertThat(answers.expect(frame)).isCompleted();
    }

    @Test
    void keepsNoMoreThanItsBytes() {
        give(frame);
        for (int i = 0; i < 50; i++) {
            give(FrameId.create());
        }

        assertThat(answers.expect(frame)).isNotDone();
    }

    @Test
    void knowsWhichFramesHaveNoResultYet() {
        answers.kept(frame);
        assertThat(answers.isUnanswered(frame)).isTrue();

        give(frame);

        assertThat(answers.isUnanswered(frame)).isFalse();
        answers.kept(frame);
        assertThat(answers.isUnanswered(frame)).isFalse();
    }

    @Test
    void forgetsWhoWaitsNoLonger() {
        CompletableFuture<ResultRecord> answer = answers.expect(frame);

        answers.forget(frame, answer);
        give(frame);

        assertThat(answer).isNotDone();
    }

    @Test
    void tellsThoseWhoWaitThatItEnds() {
        CompletableFuture<ResultRecord> answer = answers.expect(frame);

        answers.close();

        assertThat(answer).isCancelled();
        assertThat(stream.isClosed()).isTrue();
    }

    private void give(FrameId id) {
        stream.give(FakeResultStream.answer(id, "m", "AAAAAAAAAAA="));
        answers.poll();
    }
}
