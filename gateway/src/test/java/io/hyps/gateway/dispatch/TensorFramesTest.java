package io.hyps.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.gateway.image.Preprocessor;
import io.hyps.gateway.kafka.FakeEventLog;
import io.hyps.gateway.kafka.FrameRecord;
import io.hyps.gateway.mqtt.FakeLink;
import io.hyps.gateway.trace.FrameTraces;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.InputTensors;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Frames that hold the model's inputs in place of an image. */
class TensorFramesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final PublishedPlan WITHOUT_MANIFEST =
            TestPlans.plan("fashion", "1-1", null, TestPlans.INPUT, List.of("logits"));
    private static final Tensor INPUT = Tensor.ofFloats(TestPlans.INPUT, 1f, 2f, 3f, 4f);

    private final ManualLane lane = new ManualLane();
    private final FakeEventLog log = new FakeEventLog();
    private final FakeLink link = new FakeLink();
    private final Dispatcher dispatcher = new Dispatcher(
            "g1",
            lane,
            new Ports(
                    new FramePreparer(new Preprocessor()),
                    new TensorSender(link),
                    EventTopics.LIVE,
                    FrameTraces.OFF,
                    Runnable::run),
            new DispatchLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 3, Duration.ofMillis(200), 100),
            new Time(Clock.fixed(NOW, ZoneOffset.UTC), lane::nanos));

    @Test
    void goToTheRunnersAsTheyAreAndNeedNoManifest() throws MalformedMessageException {
        activate(WITHOUT_MANIFEST);

        take(frame(InputTensors.encode(Map.of("input", INPUT))));

        TensorMessage.Data sent = (TensorMessage.Data)
                TensorCodec.decode(link.published().get(0).payload().array());
        assertThat(sent.address().tensor()).isEqualTo("input");
        assertThat(sent.tensor().floats().get(3)).isEqualTo(4f);
    }

    @Test
    void travelEncodedIfThePlanSaysSo() throws MalformedMessageException {
        activate(TestPlans.encoded(WITHOUT_MANIFEST, Encoding.FLOAT16));

        take(frame(InputTensors.encode(Map.of("input", INPUT))));

        TensorMessage.Data sent = (TensorMessage.Data)
                TensorCodec.decode(link.published().get(0).payload().array());
        assertThat(sent.content().encoding()).isEqualTo(Encoding.FLOAT16);
        assertThat(sent.content().decode().floats().get(3)).isEqualTo(4f);
    }

    @Test
    void areAnsweredBitByBitEvenByWhatIsNoNumber() throws MalformedMessageException {
        activate(WITHOUT_MANIFEST);
        Frame frame = frame(InputTensors.encode(Map.of("input", INPUT)));
        take(frame);

        Tensor logits = Tensor.ofFloats(TestPlans.LOGITS, Float.NaN, -0f);
        dispatcher.accept(
                new TensorMessage.Data(
                        new TensorMessage.Address(frame.id(), "fashion", Epoch.parse("1-1"), 1, "g1", "logits"),
                        logits,
                        List.of()),
                () -> {});

        InferenceResult result = result();
        assertThat(result.status()).isEqualTo(InferenceResult.Status.OK);
        assertThat(result.predictions()).isNull();
        InferenceResult.OutputTensor output =
                Objects.requireNonNull(result.outputs()).get(0);
        assertThat(output.data()).isEmpty();
        byte[] bytes = new byte[8];
        logits.data().get(bytes);
        assertThat(output.base64()).isEqualTo(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void getAnErrorIfTheyAreNotWhatTheModelTakes() throws MalformedMessageException {
        activate(WITHOUT_MANIFEST);

        take(frame(InputTensors.encode(Map.of("input", Tensor.ofFloats(Shape.of(1), 1f)))));

        assertThat(Objects.requireNonNull(result().error()).code()).isEqualTo(ErrorCode.WRONG_SHAPE);
    }

    @Test
    void getAnErrorIfTheyCannotBeRead() throws MalformedMessageException {
        activate(WITHOUT_MANIFEST);

        take(frame(new byte[] {1, 2, 3}));

        assertThat(Objects.requireNonNull(result().error()).code()).isEqualTo(ErrorCode.UNDECODABLE_TENSORS);
        assertThat(link.published()).isEmpty();
    }

    private void activate(PublishedPlan plan) {
        dispatcher.synchronised();
        dispatcher.published(plan);
        dispatcher.activated("fashion", TestPlans.active(plan));
    }

    private void take(Frame frame) {
        dispatcher.accept(new FrameRecord.Whole(frame, NOW), new FakeTicket(log));
    }

    private InferenceResult result() throws MalformedMessageException {
        return Json.decodeStrictly(
                "result",
                Objects.requireNonNull(
                                log.of(FrameTopics.RESULTS).get(0).event().getData())
                        .toBytes(),
                InferenceResult.class);
    }

    private static Frame frame(byte[] value) {
        return new Frame(
                FrameId.create(),
                "rest",
                "fashion",
                Optional.empty(),
                NOW,
                NOW,
                InputTensors.CONTENT_TYPE,
                Optional.empty(),
                Optional.empty(),
                Payload.of(value));
    }
}
