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
import io.hyps.protocol.event.FrameEvents;
import io.hyps.protocol.event.FrameTopics;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.gateway.GatewayStatus.ModelDispatch;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.mqtt.PublishOutcome;
import io.hyps.protocol.plan.DispatchOrder;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.FrameError;
import io.hyps.protocol.tensor.Failure;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.StageTime;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.protocol.tensor.TensorCodec;
import io.hyps.protocol.tensor.TensorMessage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration BACKOFF = Duration.ofMillis(200);
    private static final PublishedPlan PLAN = TestPlans.plan("fashion", "1-1");
    private static final PublishedPlan NEXT_PLAN = TestPlans.plan("fashion", "1-2");

    private final ManualLane lane = new ManualLane();
    private final FakeEventLog log = new FakeEventLog();
    private final FakeLink link = new FakeLink();
    private final FakeTicket ticket = new FakeTicket(log);
    private final Dispatcher dispatcher = new Dispatcher(
            "g1",
            lane,
            new Ports(
                    new FramePreparer(new Preprocessor()),
                    new TensorSender(link),
                    EventTopics.LIVE,
                    FrameTraces.OFF,
                    Runnable::run),
            new DispatchLimits(GRACE, DEADLINE, 3, BACKOFF, 100),
            new Time(Clock.fixed(NOW, ZoneOffset.UTC), lane::nanos));

    @BeforeEach
    void synchronise() {
        dispatcher.synchronised();
    }

    @Test
    void sendsTheInputToTheFramesShardWithItsDeadline() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());

        take(frame);

        assertThat(link.published()).hasSize(1);
        Publication sent = link.published().get(0);
        assertThat(sent.topic())
                .isEqualTo(
                        "hyps/v1/models/fashion/1-1/tensors/input/" + frame.id().shard(4));
        assertThat(sent.expiry()).contains(DEADLINE);
        TensorMessage.Data data =
                (TensorMessage.Data) TensorCodec.decode(sent.payload().array());
        assertThat(data.address())
                .isEqualTo(new TensorMessage.Address(frame.id(), "fashion", Epoch.parse("1-1"), 1, "g1", "input"));
        assertThat(data.tensor().shape()).isEqualTo(TestPlans.INPUT);
        assertThat(data.tensor().floats().get(1)).isEqualTo(10f);
    }

    @Test
    void writesOneResultAndCompletesTheRecord() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);

        output(frame, PLAN, 1, "logits", 0f, 2f);

        InferenceResult result = result();
        assertThat(result.status()).isEqualTo(InferenceResult.Status.OK);
        assertThat(result.frame()).isEqualTo(frame.id());
        assertThat(result.epoch()).isEqualTo(PLAN.epoch());
        assertThat(result.attempt()).isEqualTo(1);
        assertThat(Objects.requireNonNull(result.predictions()))
                .extracting(InferenceResult.Prediction::label)
                .containsExactly("dog");
        assertThat(Objects.requireNonNull(result.outputs()).get(0).data()).containsExactly(0.0, 2.0);
        assertThat(Objects.requireNonNull(result.timings()).stages())
                .containsExactly(new InferenceResult.Stage("p0", "edge-1", 0.25, 1.5));
        assertThat(log.of(FrameTopics.RESULTS).get(0).key()).isEqualTo("cam-1");
        assertThat(log.of(FrameTopics.DEAD_LETTERS)).isEmpty();
        assertThat(ticket.completed()).isTrue();
        assertThat(dispatcher.framesAnswered()).isEqualTo(1);
    }

    @Test
    void doesNotCompleteTheRecordBeforeKafkaHasTheResult() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        log.hold();

        output(frame, PLAN, 1, "logits", 0f, 2f);

        assertThat(ticket.completed()).isFalse();
        log.release();
        assertThat(ticket.completed()).isTrue();
    }

    @Test
    void waitsForAllOutputs() {
        PublishedPlan twoOutputs = TestPlans.plan(
                "fashion", "1-1", TestPlans.manifest("fashion"), TestPlans.INPUT, List.of("logits", "aux"));
        activate(twoOutputs);
        Frame frame = frame("fashion", image());
        take(frame);

        output(frame, twoOutputs, 1, "aux", 1f, 1f);
        assertThat(log.of(FrameTopics.RESULTS)).isEmpty();
        output(frame, twoOutputs, 1, "logits", 3f, 2f);

        assertThat(log.of(FrameTopics.RESULTS)).hasSize(1);
    }

    @Test
    void countsDuplicateLateAndUnknownOutputsAndAcknowledgesThem() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        output(frame, PLAN, 1, "logits", 0f, 2f);
        AtomicInteger counted = new AtomicInteger();

        dispatcher.accept(data(frame, PLAN, 1, "logits", 0f, 2f), counted::incrementAndGet);
        dispatcher.accept(data(frame("fashion", image()), PLAN, 1, "logits", 0f, 2f), counted::incrementAndGet);

        assertThat(dispatcher.outputsIgnored()).isEqualTo(2);
        assertThat(counted).hasValue(2);
        assertThat(log.of(FrameTopics.RESULTS)).hasSize(1);
    }

    @Test
    void ignoresAnOutputOfAnotherEpoch() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);

        output(frame, NEXT_PLAN, 1, "logits", 0f, 2f);

        assertThat(log.of(FrameTopics.RESULTS)).isEmpty();
        assertThat(dispatcher.outputsIgnored()).isEqualTo(1);
    }

    @Test
    void triesAgainAfterTheDeadlineAndGivesUpAfterTheLastAttempt() throws MalformedMessageException {
        activate(PLAN);
        take(frame("fashion", image()));

        lane.advance(DEADLINE.plus(BACKOFF));
        assertThat(link.published()).hasSize(2);
        lane.advance(DEADLINE.plus(BACKOFF.multipliedBy(2)));
        assertThat(link.published()).hasSize(3);
        assertThat(log.of(FrameTopics.RESULTS)).isEmpty();
        lane.advance(DEADLINE);

        assertThat(error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(error().message()).contains("attempt 3 of 3", "10000 ms");
        assertThat(log.of(FrameTopics.DEAD_LETTERS)).hasSize(1);
        assertThat(ticket.completed()).isTrue();
    }

    @Test
    void takesTheAnswerToAnEarlierAttempt() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        lane.advance(DEADLINE.plus(BACKOFF));

        output(frame, PLAN, 1, "logits", 0f, 2f);
        output(frame, PLAN, 2, "logits", 0f, 2f);

        assertThat(result().attempt()).isEqualTo(1);
    }

    @Test
    void triesAgainAtOnceAfterTheBackoffIfNobodySubscribes() throws MalformedMessageException {
        link.answer(publication -> new PublishOutcome.NoSubscribers());
        activate(PLAN);

        take(frame("fashion", image()));
        lane.advance(BACKOFF.multipliedBy(3));

        assertThat(link.published()).hasSize(3);
        assertThat(error().code()).isEqualTo(ErrorCode.PARTITION_FAILED);
        assertThat(error().message()).contains("no runner is there");
    }

    @Test
    void triesAgainIfTheBrokerRefuses() throws MalformedMessageException {
        link.answer(publication -> new PublishOutcome.Refused(0x97, "quota exceeded"));
        activate(PLAN);

        take(frame("fashion", image()));
        lane.advance(BACKOFF.multipliedBy(3));

        assertThat(error().message()).contains("quota exceeded");
    }

    @Test
    void triesAgainAfterARunnersFailure() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);

        fail(frame, 1, Failure.Code.EXECUTION_FAILED);
        lane.advance(BACKOFF);

        assertThat(link.published()).hasSize(2);
    }

    @Test
    void givesUpAtOnceWhereTryingAgainCannotHelp() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);

        fail(frame, 1, Failure.Code.WRONG_TENSOR);

        assertThat(error().code()).isEqualTo(ErrorCode.PARTITION_FAILED);
        assertThat(error().message()).contains("p0", "edge-1", "wrong-tensor");
        assertThat(link.published()).hasSize(1);
    }

    @Test
    void failsAnAttemptWhoseOutputHasTheWrongShape() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);

        dispatcher.accept(
                new TensorMessage.Data(address(frame, PLAN, 1, "logits"), Tensor.ofFloats(Shape.of(1), 1f), List.of()),
                () -> {});
        lane.advance(BACKOFF);

        assertThat(link.published()).hasSize(2);
    }

    @Test
    void givesAnErrorForScoresThatAreNoNumbers() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);

        output(frame, PLAN, 1, "logits", Float.NaN, 2f);

        assertThat(error().message()).contains("no finite number");
    }

    @Test
    void sendsTheNextAttemptOnTheEpochThatIsActiveThen() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        activate(NEXT_PLAN);

        fail(frame, 1, Failure.Code.EXECUTION_FAILED);
        lane.advance(BACKOFF);
        output(frame, NEXT_PLAN, 2, "logits", 0f, 2f);

        assertThat(link.published().get(1).topic()).contains("/1-2/");
        assertThat(result().epoch()).isEqualTo(NEXT_PLAN.epoch());
    }

    @Test
    void sendsAFrameAgainWhoseEpochIsRetired() {
        activate(PLAN);
        take(frame("fashion", image()));
        activate(NEXT_PLAN);

        dispatcher.retired("fashion", PLAN.epoch());
        lane.advance(BACKOFF);

        assertThat(link.published()).hasSize(2);
    }

    @Test
    void tellsWhichEpochsHaveFramesUnderWay() {
        activate(PLAN);
        take(frame("fashion", image()));
        activate(NEXT_PLAN);

        assertThat(dispatcher.models().join())
                .containsExactly(new ModelDispatch("fashion", NEXT_PLAN.epoch(), List.of(PLAN.epoch()), 1));
    }

    @Test
    void waitsForThePlanDuringTheGrace() {
        Frame frame = frame("fashion", image());
        take(frame);
        lane.advance(GRACE.minusMillis(100));

        activate(PLAN);
        lane.advance(Duration.ofMillis(100));

        assertThat(link.published()).hasSize(1);
    }

    @Test
    void letsOtherModelsGoOnMeanwhile() {
        activate(PLAN);
        take(frame("unheard-of", image()));
        take(frame("fashion", image()));

        assertThat(link.published()).hasSize(1);
    }

    @Test
    void givesAnErrorForAModelWithoutAnActivePlan() throws MalformedMessageException {
        take(frame("unheard-of", image()));
        lane.advance(GRACE);

        assertThat(error().code()).isEqualTo(ErrorCode.UNKNOWN_MODEL);
        assertThat(log.of(FrameTopics.DEAD_LETTERS)).hasSize(1);
        assertThat(ticket.completed()).isTrue();
    }

    @Test
    void waitsForTheBrokerWithoutUsingUpAttempts() {
        activate(PLAN);
        link.connected(false);
        take(frame("fashion", image()));
        lane.advance(Duration.ofMinutes(10));

        link.connected(true);
        lane.advance(Duration.ofMillis(100));

        assertThat(link.published()).hasSize(1);
        assertThat(log.of(FrameTopics.RESULTS)).isEmpty();
    }

    @Test
    void givesAnErrorForAnImageThatCannotBeDecoded() throws MalformedMessageException {
        activate(PLAN);

        take(frame("fashion", Payload.ofText("no image")));

        assertThat(error().code()).isEqualTo(ErrorCode.UNDECODABLE_IMAGE);
        assertThat(Objects.requireNonNull(
                                log.of(FrameTopics.DEAD_LETTERS).get(0).event().getData())
                        .toBytes())
                .isEqualTo(Payload.ofText("no image").array());
    }

    @Test
    void givesAnErrorForAModelWithoutAManifest() throws MalformedMessageException {
        activate(TestPlans.plan("fashion", "1-1", null, TestPlans.INPUT, List.of("logits")));

        take(frame("fashion", image()));

        assertThat(error().code()).isEqualTo(ErrorCode.NO_MANIFEST);
    }

    @Test
    void givesAnErrorForAManifestThatDoesNotFitTheModel() throws MalformedMessageException {
        activate(TestPlans.plan(
                "fashion", "1-1", TestPlans.manifest("fashion"), Shape.of(1, 3, 2, 2), List.of("logits")));

        take(frame("fashion", image()));

        assertThat(error().code()).isEqualTo(ErrorCode.WRONG_SHAPE);
        assertThat(error().message()).contains("[1, 1, 2, 2]", "[1, 3, 2, 2]");
    }

    @Test
    void answersAFrameOnceThoughItsRecordComesTwice() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        FakeTicket during = new FakeTicket(log);
        dispatcher.accept(new FrameRecord.Whole(frame, NOW), during);
        output(frame, PLAN, 1, "logits", 0f, 2f);
        FakeTicket after = new FakeTicket(log);
        dispatcher.accept(new FrameRecord.Whole(frame, NOW), after);

        assertThat(log.of(FrameTopics.RESULTS)).hasSize(1);
        assertThat(during.completed()).isTrue();
        assertThat(after.completed()).isTrue();
    }

    @Test
    void leavesAFrameWhosePartitionHasGoneToAnotherGateway() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        ticket.revoke();

        output(frame, PLAN, 1, "logits", 0f, 2f);

        assertThat(log.of(FrameTopics.RESULTS)).isEmpty();
        assertThat(dispatcher.idle()).isCompleted();
    }

    @Test
    void givesAnErrorForADamagedRecordThatNamesAFrame() throws MalformedMessageException {
        Frame frame = frame("fashion", image());

        dispatcher.accept(
                new FrameRecord.Damaged(
                        Optional.of(frame),
                        URI.create("/kafka/x/0/1"),
                        frame.image(),
                        "attribute 'time' is missing",
                        NOW),
                ticket);

        assertThat(error().message()).contains("'time'");
        assertThat(ticket.completed()).isTrue();
    }

    @Test
    void givesADuplicateAResultThatNamesTheFirstAndNoDeadLetter() throws MalformedMessageException {
        activate(PLAN);
        FrameId first = FrameId.create();

        dispatcher.accept(new FrameRecord.Duplicate(frame("fashion", image()), first, NOW), ticket);

        assertThat(error().code()).isEqualTo(ErrorCode.DUPLICATE);
        assertThat(FrameEvents.duplicateOf(log.of(FrameTopics.RESULTS).get(0).event()))
                .contains(first);
        assertThat(log.of(FrameTopics.DEAD_LETTERS)).isEmpty();
        assertThat(ticket.completed()).isTrue();
    }

    @Test
    void numbersAttemptsBeyondThoseThatAGatewayBeforeMayHaveMade() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());

        dispatcher.accept(new FrameRecord.Whole(frame, NOW.minusSeconds(5)), ticket);
        output(frame, PLAN, 1, "logits", 0f, 2f);
        assertThat(ticket.completed()).isFalse();
        output(frame, PLAN, 21, "logits", 0f, 2f);

        assertThat(ticket.completed()).isTrue();
        assertThat(result().attempt()).isEqualTo(1);
    }

    @Test
    void putsTheFramesOfASensorFirstIfTheActivePlansManifestSaysSo() {
        assertThat(dispatcher.priorities().of("fashion", "cam-gate")).isZero();

        Manifest alike = TestPlans.manifest("fashion");
        Manifest ordered = new Manifest(
                alike.name(),
                alike.version(),
                alike.licence(),
                null,
                alike.input(),
                alike.output(),
                new DispatchOrder(Map.of("cam-gate", 10)));
        activate(TestPlans.plan("fashion", "1-7", ordered, TestPlans.INPUT, List.of("logits")));

        assertThat(dispatcher.priorities().of("fashion", "cam-gate")).isEqualTo(10);
        assertThat(dispatcher.priorities().of("fashion", "cam-1")).isZero();
        assertThat(dispatcher.priorities().of("other", "cam-gate")).isZero();
    }

    @Test
    void buriesADamagedRecordThatNamesNone() {
        dispatcher.accept(
                new FrameRecord.Damaged(
                        Optional.empty(), URI.create("/kafka/hyps.frames/0/1"), Payload.ofText("x"), "garbage", NOW),
                ticket);

        assertThat(log.of(FrameTopics.RESULTS)).isEmpty();
        assertThat(log.of(FrameTopics.DEAD_LETTERS).get(0).event().getSource())
                .isEqualTo(URI.create("/kafka/hyps.frames/0/1"));
        assertThat(ticket.completed()).isTrue();
    }

    @Test
    void writesASmallErrorIfKafkaRefusesTheResult() throws MalformedMessageException {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        AtomicInteger tries = new AtomicInteger();
        log.refuse(each -> tries.getAndIncrement() == 0);

        output(frame, PLAN, 1, "logits", 0f, 2f);
        lane.advance(Duration.ZERO);

        assertThat(error().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(ticket.completed()).isTrue();
    }

    @Test
    void isIdleOnceTheLastFrameHasItsResult() {
        activate(PLAN);
        Frame frame = frame("fashion", image());
        take(frame);
        var idle = dispatcher.idle();
        assertThat(idle).isNotDone();

        output(frame, PLAN, 1, "logits", 0f, 2f);

        assertThat(idle).isCompleted();
    }

    private void activate(PublishedPlan plan) {
        dispatcher.published(plan);
        dispatcher.activated(plan.plan().model().name(), TestPlans.active(plan));
    }

    private void take(Frame frame) {
        dispatcher.accept(new FrameRecord.Whole(frame, NOW), ticket);
    }

    private void output(Frame frame, PublishedPlan plan, int attempt, String tensor, float... values) {
        dispatcher.accept(data(frame, plan, attempt, tensor, values), () -> {});
    }

    private void fail(Frame frame, int attempt, Failure.Code code) {
        dispatcher.accept(
                new TensorMessage.Failed(
                        address(frame, PLAN, attempt, "logits"),
                        new Failure(code, "it broke", "p0", "edge-1"),
                        List.of()),
                () -> {});
    }

    private static TensorMessage data(Frame frame, PublishedPlan plan, int attempt, String tensor, float... values) {
        return new TensorMessage.Data(
                address(frame, plan, attempt, tensor),
                Tensor.ofFloats(TestPlans.LOGITS, values),
                List.of(new StageTime("p0", "edge-1", 250, 1500)));
    }

    private static TensorMessage.Address address(Frame frame, PublishedPlan plan, int attempt, String tensor) {
        return new TensorMessage.Address(frame.id(), frame.model(), plan.epoch(), attempt, "g1", tensor);
    }

    private InferenceResult result() throws MalformedMessageException {
        assertThat(log.of(FrameTopics.RESULTS)).hasSize(1);
        return Json.decodeStrictly(
                "result",
                Objects.requireNonNull(
                                log.of(FrameTopics.RESULTS).get(0).event().getData())
                        .toBytes(),
                InferenceResult.class);
    }

    private FrameError error() throws MalformedMessageException {
        return Objects.requireNonNull(result().error());
    }

    private static Frame frame(String model, Payload image) {
        return new Frame(
                FrameId.create(),
                "cam-1",
                model,
                Optional.empty(),
                NOW,
                NOW,
                "image/png",
                Optional.empty(),
                Optional.empty(),
                image);
    }

    private static Payload image() {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(1, 0, 0, 10);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Payload.of(out.toByteArray());
    }
}
