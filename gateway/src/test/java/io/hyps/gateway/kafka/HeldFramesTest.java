package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.cloudevents.kafka.CloudEventSerializer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class HeldFramesTest {
    private static final FeedLimits LIMITS = new FeedLimits(1, 2, 1000);

    private final HeldFrames held = new HeldFrames();

    @Test
    void countsWhatHasNoResultUntilItHasOrItsPartitionIsLost() throws Exception {
        try (ResultTransactions transactions = ResultTransactions.start(
                () -> new MockProducer<>(true, null, new StringSerializer(), new CloudEventSerializer()),
                partitions -> Map.of(),
                () -> {})) {
            PartitionProgress progress = new PartitionProgress(
                    new TopicPartition("frames", 0), CompletedOffsets.none(0), transactions, held);
            progress.begin(0, taken(1));
            progress.begin(1, taken(1));
            assertThat(held.of("fashion")).isEqualTo(2);
            assertThat(held.isFull(LIMITS)).isTrue();

            progress.complete(0);
            assertThat(held.of("fashion")).isEqualTo(1);
            assertThat(held.isFull(LIMITS)).isFalse();

            progress.revoke();
            progress.complete(1);
            assertThat(held.of("fashion")).isZero();
        }
    }

    @Test
    void isFullOfAFewLargeImages() {
        held.enter(taken(1000));

        assertThat(held.isFull(LIMITS)).isTrue();
    }

    @Test
    void doesNotWaitForWhatHasLeftAlready() {
        held.enter(taken(1));
        held.leave(taken(1));

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> held.awaitFewer(Duration.ofMinutes(1)));
    }

    private static HeldFrames.Taken taken(int bytes) {
        return new HeldFrames.Taken("fashion", bytes);
    }
}
