package io.hyps.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultPublisherTest {
    private static final Payload JSON = Payload.ofText("{}");

    private final FakeLink link = new FakeLink();
    private final ResultPublisher publisher = new ResultPublisher(link);

    @Test
    void sendsAResultToTheSensorsTopic() throws InterruptedException {
        publisher.accept(List.of(result(null)));

        assertThat(link.published())
                .containsExactly(Publication.of("hyps/v1/sensors/cam-1/fashion/result", JSON)
                        .ofType("application/json"));
    }

    @Test
    void sendsItToTheResponseTopicTooWithItsCorrelation() throws InterruptedException {
        publisher.accept(List.of(result(new Frame.ReplyTo("plant/answers", Payload.ofText("7")))));

        assertThat(link.published()).hasSize(2);
        assertThat(link.published().get(1).topic()).isEqualTo("plant/answers");
        assertThat(link.published().get(1).correlation()).contains(Payload.ofText("7"));
    }

    @Test
    void doesNotSendToATopicOfOursThatAForeignRecordNames() throws InterruptedException {
        publisher.accept(List.of(result(new Frame.ReplyTo("hyps/v1/models/fashion/active", Payload.empty()))));

        assertThat(link.published())
                .extracting(Publication::topic)
                .containsExactly("hyps/v1/sensors/cam-1/fashion/result");
    }

    @Test
    void sendsNothingForADuplicateWhoseFirstHasTheAnswer() throws InterruptedException {
        publisher.accept(List.of(new ResultRecord(result(null).frame(), Optional.of(FrameId.create()))));

        assertThat(link.published()).isEmpty();
    }

    @Test
    void goesOnAfterAResultThatTheBrokerRefuses() throws InterruptedException {
        link.answer(publication -> new PublishOutcome.Refused(0x87, "not authorized"));

        publisher.accept(List.of(result(null), result(null)));

        assertThat(link.published()).hasSize(2);
    }

    private static ResultRecord result(Frame.@Nullable ReplyTo reply) {
        return new ResultRecord(new Frame(
                FrameId.create(),
                "cam-1",
                "fashion",
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH,
                "application/json",
                Optional.ofNullable(reply),
                Optional.empty(),
                JSON));
    }
}
