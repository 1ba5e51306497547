package io.hyps.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.hyps.gateway.kafka.EventRefusedException;
import io.hyps.gateway.kafka.FakeEventLog;
import io.hyps.gateway.kafka.KnownIds;
import io.hyps.gateway.mqtt.FakeLink;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.result.Accepted;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestTest {
    private static final String TOPIC = "hyps/v1/sensors/cam-1/fashion/image";
    private static final Payload PNG = Payload.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 1});
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final FakeEventLog log = new FakeEventLog();
    private final FakeLink link = new FakeLink();
    private final IngestLimits limits = new IngestLimits(100, 2, 8);
    private final Ingest ingest = new Ingest(
            log,
            new FrameKeeper(log, KnownIds.NONE, limits),
            new SensorOutlet(link),
            limits,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Runnable::run);

    @Test
    void neitherTellsNorAcknowledgesBeforeKafkaHasTheFrame() {
        log.hold();
        FakeDelivery delivery = FakeDelivery.of(TOPIC, PNG);

        take(delivery);

        assertThat(log.of(FrameTopics.FRAMES)).hasSize(1);
        assertThat(link.published()).isEmpty();
        assertThat(delivery.acknowledged()).isFalse();
    }

    @Test
    void tellsTheSensorBeforeItAcknowledges() {
        FakeDelivery delivery = FakeDelivery.of(TOPIC, PNG);
        link.answer(publication -> {
            assertThat(delivery.acknowledged()).isFalse();
            return new PublishOutcome.NoSubscribers();
        });

        take(delivery);

        assertThat(link.published())
                .extracting(Publication::topic)
                .containsExactly("hyps/v1/sensors/cam-1/fashion/accepted");
        assertThat(delivery.acknowledged()).isTrue();
    }

    @Test
    void keepsWhatTheSensorSays() throws MalformedMessageException {
        Map<String, String> properties = Map.of(
                "id", "shot 7 ü",
                "time", "2026-11-23T09:59:00+02:00",
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        take(FakeDelivery.of(TOPIC, PNG, properties, "plant/answers"));

        Frame frame = FrameEvents.toFrame(onlyEvent(FrameTopics.FRAMES));
        assertThat(frame.sensor()).isEqualTo("cam-1");
        assertThat(frame.model()).isEqualTo("fashion");
        assertThat(frame.suppliedId()).contains("shot 7 ü");
        assertThat(frame.capturedAt()).isEqualTo("2026-11-23T07:59:00Z");
        assertThat(frame.receivedAt()).isEqualTo(NOW);
        assertThat(frame.contentType()).isEqualTo("image/png");
        assertThat(frame.reply()).contains(new Frame.ReplyTo("plant/answers", Payload.ofText("plant/answers")));
        assertThat(frame.traceParent()).isPresent();
        assertThat(frame.image()).isEqualTo(PNG);
        assertThat(log.of(FrameTopics.FRAMES).get(0).key()).isEqualTo("cam-1");
    }

    @Test
    void keepsAFrameOfOneSuppliedIdOnce() throws MalformedMessageException {
        take(FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null));
        FakeDelivery again = FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null);

        take(again);

        assertThat(log.of(FrameTopics.FRAMES)).hasSize(1);
        assertThat(again.acknowledged()).isTrue();
        Accepted first = accepted(0);
        Accepted second = accepted(1);
        assertThat(first.duplicate()).isFalse();
        assertThat(second.duplicate()).isTrue();
        assertThat(second.frame()).isEqualTo(first.frame());
        assertThat(second.id()).isEqualTo("7");
    }

    @Test
    void makesADuplicateWaitForTheFirst() {
        log.hold();
        take(FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null));
        FakeDelivery again = FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null);

        take(again);

        assertThat(again.acknowledged()).isFalse();
        log.release();
        assertThat(again.acknowledged()).isTrue();
        assertThat(log.of(FrameTopics.FRAMES)).hasSize(1);
    }

    @Test
    void tellsSensorsApart() {
        take(FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null));
        take(FakeDelivery.of("hyps/v1/sensors/cam-2/fashion/image", PNG, Map.of("id", "7"), null));

        assertThat(log.of(FrameTopics.FRAMES)).hasSize(2);
    }

    @Test
    void forgetsIdsBeyondItsWindow() {
        List.of("1", "2", "3", "1").forEach(id -> take(FakeDelivery.of(TOPIC, PNG, Map.of("id", id), null)));

        assertThat(log.of(FrameTopics.FRAMES)).hasSize(4);
    }

    @Test
    void givesFramesWithoutAnIdOneEach() {
        take(FakeDelivery.of(TOPIC, PNG));
        take(FakeDelivery.of(TOPIC, PNG));

        assertThat(log.of(FrameTopics.FRAMES))
                .extracting(each -> each.event().getId())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void buriesARefusedImageBeforeItTellsAndAcknowledges() {
        log.hold();
        FakeDelivery delivery = FakeDelivery.of(TOPIC, Payload.empty());

        take(delivery);

        assertThat(log.of(FrameTopics.DEAD_LETTERS)).hasSize(1);
        assertThat(link.published()).isEmpty();
        assertThat(delivery.acknowledged()).isFalse();
        log.release();
        assertThat(link.published())
                .extracting(Publication::topic)
                .containsExactly("hyps/v1/sensors/cam-1/fashion/result");
        assertThat(delivery.acknowledged()).isTrue();
    }

    @Test
    void refusesAnEmptyImage() throws MalformedMessageException {
        take(FakeDelivery.of(TOPIC, Payload.empty(), Map.of("id", "7"), "plant/answers"));

        assertThat(error(0).code()).isEqualTo(ErrorCode.EMPTY_IMAGE);
        assertThat(link.published()).extracting(Publication::topic).contains("plant/answers");
        assertThat(result(0).id()).isEqualTo("7");
        assertThat(log.of(FrameTopics.FRAMES)).isEmpty();
    }

    @Test
    void refusesAnImageOfTooManyBytes() throws MalformedMessageException {
        take(FakeDelivery.of(TOPIC, Payload.of(new byte[101])));

        assertThat(error(0).code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE);
        assertThat(error(0).message()).contains("101 bytes", "takes 100");
        assertThat(Objects.requireNonNull(onlyEvent(FrameTopics.DEAD_LETTERS).getData())
                        .toBytes())
                .hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hyps/v1/sensors//fashion/image",
                "hyps/v1/sensors/cam-1//image",
                "hyps/v1/sensors/$cam/fashion/image",
                "hyps/v1/sensors/cam-1/no model/image"
            })
    void buriesAMessageWhoseTopicNamesNoSensorAndModel(String topic) {
        FakeDelivery delivery = FakeDelivery.of(topic, PNG);

        take(delivery);

        CloudEvent letter = onlyEvent(FrameTopics.DEAD_LETTERS);
        assertThat(letter.getExtension("reason")).isEqualTo("bad-topic");
        assertThat(delivery.acknowledged()).isTrue();
        assertThat(link.published()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "time, yesterday, 'time'",
        "time, 2026-11-23T08:00:00, 'time'",
        "time, +12345-01-01T00:00:00Z, 'time'",
        "time, 1815-06-18T11:35:00Z, 'time'",
        "id, ' ', 'id'",
    })
    void refusesAPropertyThatCannotBeUsed(String name, String value, String named) throws MalformedMessageException {
        take(FakeDelivery.of(TOPIC, PNG, Map.of(name, value), null));

        assertThat(error(0).code()).isEqualTo(ErrorCode.BAD_PROPERTIES);
        assertThat(error(0).message()).contains("'" + named + "'");
    }

    @Test
    void refusesAnIdThatIsTooLongOrNotPrintable() throws MalformedMessageException {
        take(FakeDelivery.of(TOPIC, PNG, Map.of("id", "x".repeat(129)), null));
        take(FakeDelivery.of(TOPIC, PNG, Map.of("id", "a\u0007b"), null));
        take(FakeDelivery.of(TOPIC, PNG, Map.of("id", "a\u202Eb"), null));

        for (int at = 0; at < 3; at++) {
            assertThat(error(at).code()).isEqualTo(ErrorCode.BAD_PROPERTIES);
            assertThat(error(at).message()).hasSizeLessThan(200).doesNotContain("\u0007");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hyps/v1/models/fashion/active",
                "hyps/v1",
                "hyps/v1/sensors/cam-2/fashion/result",
                "hyps/v1/sensors/cam-1/fashion/image",
                "hyps/v1/gateways/g/status",
                "plant/+/answers",
                "plant/#",
                "$SYS/broker",
                "$share/x/plant",
                " "
            })
    void refusesAResponseTopicThatIsNotTheSensorsToUse(String topic) throws MalformedMessageException {
        take(FakeDelivery.of(TOPIC, PNG, Map.of(), topic));

        assertThat(error(0).code()).isEqualTo(ErrorCode.BAD_PROPERTIES);
        assertThat(link.published())
                .extracting(Publication::topic)
                .containsExactly("hyps/v1/sensors/cam-1/fashion/result");
    }

    @Test
    void takesAResponseTopicBelowTheSensorsOwn() {
        take(FakeDelivery.of(TOPIC, PNG, Map.of(), "hyps/v1/sensors/cam-1/answers"));

        assertThat(log.of(FrameTopics.FRAMES)).hasSize(1);
    }

    @Test
    void passesOverABrokenTraceContext() throws MalformedMessageException {
        take(FakeDelivery.of(TOPIC, PNG, Map.of("traceparent", "00-zz"), null));

        assertThat(FrameEvents.toFrame(onlyEvent(FrameTopics.FRAMES)).traceParent())
                .isEmpty();
    }

    @Test
    void buriesAFrameThatKafkaRefusesWithoutItsImage() throws MalformedMessageException {
        log.refuse(each -> each.topic().equals(FrameTopics.FRAMES));
        FakeDelivery delivery = FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null);

        take(delivery);

        assertThat(error(0).code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE);
        assertThat(delivery.acknowledged()).isTrue();
        log.refuse(each -> false);
        take(FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null));
        assertThat(log.of(FrameTopics.FRAMES)).hasSize(1);
    }

    @Test
    void buriesOnlyTheReasonIfTheImageIsTooLargeForDeadLettersToo() {
        log.refuse(
                each -> each.event().getData() != null && each.event().getData().toBytes().length > 0);
        FakeDelivery delivery = FakeDelivery.of(TOPIC, PNG, Map.of("time", "today"), null);

        take(delivery);

        assertThat(onlyEvent(FrameTopics.DEAD_LETTERS).getExtension("reason")).isEqualTo("bad-properties");
        assertThat(delivery.acknowledged()).isTrue();
    }

    @Test
    void shortensATopicThatNoRecordHolds() {
        String topic = "hyps/v1/sensors/" + "ü".repeat(30_000) + "/fashion/image";

        take(FakeDelivery.of(topic, PNG));

        assertThat(onlyEvent(FrameTopics.DEAD_LETTERS).getSource().toString()).hasSizeLessThan(10_000);
        assertThat(log.of(FrameTopics.DEAD_LETTERS).get(0).key()).hasSizeLessThan(1_000);
    }

    @Test
    void takesADuplicateByItselfIfTheFirstWasRefused() {
        log.hold();
        FakeDelivery first = FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null);
        FakeDelivery second = FakeDelivery.of(TOPIC, PNG, Map.of("id", "7"), null);
        take(first);
        take(second);

        log.of(FrameTopics.FRAMES)
                .get(0)
                .kept()
                .completeExceptionally(new EventRefusedException("too large", true, new RuntimeException()));
        log.release();

        assertThat(log.of(FrameTopics.FRAMES)).hasSize(2);
        assertThat(first.acknowledged()).isTrue();
        assertThat(second.acknowledged()).isTrue();
    }

    @Test
    void doesNotAcknowledgeWhatItCouldNotEvenBury() {
        log.refuse(each -> true);
        FakeDelivery delivery = FakeDelivery.of(TOPIC, PNG);

        assertThat(ingest.take(delivery)).isCompletedExceptionally();
        assertThat(delivery.acknowledged()).isFalse();
    }

    private void take(FakeDelivery delivery) {
        var unused = ingest.take(delivery);
    }

    private CloudEvent onlyEvent(String topic) {
        assertThat(log.of(topic)).hasSize(1);
        return log.of(topic).get(0).event();
    }

    private Accepted accepted(int at) throws MalformedMessageException {
        return Json.decodeStrictly(
                "accepted", link.published().get(at).payload().array(), Accepted.class);
    }

    private InferenceResult result(int at) throws MalformedMessageException {
        return Json.decodeStrictly("result", link.published().get(at).payload().array(), InferenceResult.class);
    }

    private InferenceResult.FrameError error(int at) throws MalformedMessageException {
        return Objects.requireNonNull(result(at).error());
    }
}
