package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventSerializer;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.result.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaEventLogTest {
    private final MockProducer<String, CloudEvent> producer =
            new MockProducer<>(false, new RoundRobinPartitioner(), new StringSerializer(), new CloudEventSerializer());
    private final KafkaEventLog log = new KafkaEventLog(producer, Duration.ofMillis(1));

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void completesWithKafkasAcknowledgement() {
        CompletableFuture<Void> appended = append();
        assertThat(appended).isNotDone();

        producer.completeNext();

        assertThat(appended).isCompleted();
    }

    @Test
    void triesAgainWhatKafkaCouldNotTakeNow() {
        CompletableFuture<Void> appended = append();

        producer.errorNext(new TimeoutException("no metadata"));
        await().until(() -> producer.history().size() == 2);
        assertThat(appended).isNotDone();
        await().until(producer::completeNext);

        assertThat(appended).isCompleted();
    }

    @Test
    void refusesWhatKafkaWillNeverTake() {
        CompletableFuture<Void> appended = append();

        producer.errorNext(new RecordTooLargeException("17 MB"));

        assertThat(appended)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(EventRefusedException.class)
                .withMessageContaining("17 MB");
    }

    private CompletableFuture<Void> append() {
        return log.append(
                FrameTopics.DEAD_LETTERS,
                "cam-1",
                FrameEvents.ofStray(
                        URI.create("/mqtt/x"), Payload.ofText("x"), Instant.EPOCH, ErrorCode.BAD_TOPIC, "no topic"));
    }
}
