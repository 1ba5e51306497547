package io.hyps.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hyps.gateway.kafka.FakeEventLog;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.gateway.mqtt.FakeLink;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameTopics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageIntakeTest {
    private static final int MOST_IN_FLIGHT = 4;
    private static final Payload IMAGE = Payload.ofText("an image");

    private final FakeEventLog log = new FakeEventLog();
    private final FakeLink link = new FakeLink();
    private final IngestLimits limits = new IngestLimits(100, 2, MOST_IN_FLIGHT);
    private final ImageIntake intake = new ImageIntake(
            link,
            new SensorOutlet(link),
            log,
            new FrameKeeper(log, KnownIds.NONE, limits),
            limits,
            Clock.systemUTC(),
            Duration.ofMillis(10));

    @BeforeEach
    void start() {
        intake.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        log.refuse(each -> false);
        log.release();
        intake.close();
    }

    @Test
    void losesNoImageOfQos1InAFloodOfQos0() {
        log.hold();
        Stream.generate(() -> image().onceAtMost()).limit(10 * MOST_IN_FLIGHT).forEach(link::deliver);
        List<FakeDelivery> kept =
                Stream.generate(ImageIntakeTest::image).limit(MOST_IN_FLIGHT).toList();

        kept.forEach(link::deliver);
        log.release();

        await().untilAsserted(() -> assertThat(kept).allMatch(FakeDelivery::acknowledged));
    }

    @Test
    void keepsABrokerWaitingThatSendsMoreThanItMay() throws InterruptedException {
        log.hold();
        List<FakeDelivery> many = Stream.generate(ImageIntakeTest::image)
                .limit(10 * MOST_IN_FLIGHT)
                .toList();
        Thread broker = new Thread(() -> many.forEach(link::deliver));
        broker.start();

        await().until(() -> broker.getState() == Thread.State.TIMED_WAITING);
        log.release();
        await().untilAsserted(() -> {
            log.release();
            assertThat(many).allMatch(FakeDelivery::acknowledged);
        });
        broker.join();
    }

    @Test
    void triesAgainWhatKafkaRefused() {
        log.refuse(each -> true);
        FakeDelivery delivery = image();
        link.deliver(delivery);

        log.refuse(each -> false);

        await().untilAsserted(() -> assertThat(delivery.acknowledged()).isTrue());
        assertThat(log.of(FrameTopics.FRAMES).size()
                        + log.of(FrameTopics.DEAD_LETTERS).size())
                .isEqualTo(1);
    }

    private static FakeDelivery image() {
        return FakeDelivery.of("hyps/v1/sensors/cam-1/fashion/image", IMAGE);
    }
}
