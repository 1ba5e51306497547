package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.gateway.kafka.ConsumerLoop;
import io.hyps.gateway.kafka.FeedLimits;
import io.hyps.gateway.kafka.FrameFeed;
import io.hyps.gateway.kafka.FrameTicket;
import io.hyps.gateway.kafka.KafkaEventLog;
import io.hyps.gateway.kafka.KafkaProperties;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.gateway.kafka.ResultTransactions;
import io.hyps.gateway.kafka.TopicSetup;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.stack.brokers.KafkaBroker;
import io.hyps.stack.process.TcpPort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hyps_gateway_consumer_lag shows of a real Kafka. */
final class ConsumerLagIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int HELD = 4;

    private final BlockingQueue<FrameTicket> tickets = new LinkedBlockingQueue<>();

    @Test
    void risesWhileNothingIsAnsweredAndFallsWithTheAnswers(@TempDir Path directory) throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start(TcpPort.findFree(), TcpPort.findFree(), directory)) {
            KafkaSettings settings = settings(kafka.bootstrap());
            try (TopicSetup topics = TopicSetup.open(settings)) {
                topics.ensureTopics();
            }
            try (KafkaEventLog log = KafkaEventLog.open(settings);
                    ResultTransactions transactions = ResultTransactions.open(settings)) {
                append(log, 10);
                FrameFeed feed = FrameFeed.open(
                        settings,
                        (record, ticket) -> tickets.add(ticket),
                        transactions,
                        (model, sensor) -> 0,
                        KnownIds.NONE);
                try (ConsumerLoop loop = ConsumerLoop.start("frames", feed)) {
                    awaitLag(feed, 10 - HELD);

                    append(log, 20);
                    awaitLag(feed, 30 - HELD);

                    settle(10);
                    awaitLag(feed, 20 - HELD);

                    settle(20);
                    awaitLag(feed, 0);
                    assertThat(loop.isAlive()).isTrue();
                }
            }
        }
    }

    private static void awaitLag(FrameFeed feed, long records) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(feed.recordsBehind()).isEqualTo(records));
    }

    private void settle(int frames) throws Exception {
        for (int i = 0; i < frames; i++) {
            FrameTicket ticket = tickets.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(ticket).isNotNull();
            assertThat(ticket.settle(List.of()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private static void append(KafkaEventLog log, int frames) throws Exception {
        for (int i = 0; i < frames; i++) {
            Instant now = Instant.now();
            Frame frame = new Frame(
                    FrameId.create(),
                    "cam-1",
                    RunningSystem.MODEL,
                    Optional.empty(),
                    now,
                    now,
                    "image/png",
                    Optional.empty(),
                    Optional.empty(),
                    Payload.ofText("image"));
            log.append(FrameTopics.FRAMES, "cam-1", FrameEvents.ofFrame(frame))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static KafkaSettings settings(String bootstrap) {
        return new KafkaSettings(
                bootstrap,
                KafkaProperties.NONE,
                "lag",
                EventTopics.LIVE,
                1,
                1 << 20,
                new FeedLimits(HELD, HELD, 1 << 20));
    }
}
