package io.hyps.gateway.rest;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.gateway.rest.InferRequest.Output;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.tensor.InputTensors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code POST /v2/models/{model}[/versions/{version}]/infer}: tensors in, tensors out, by the Open Inference Protocol. */
final class InferEndpoint implements Endpoint {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    private final ModelEndpoints models;
    private final FrameDesk desk;
    private final RestLimits limits;
    private final RoundTrip trip;
    private final Clock clock;

    InferEndpoint(ModelEndpoints models, FrameDesk desk, RestLimits limits, Clock clock) {
        this.models = models;
        this.desk = desk;
        this.limits = limits;
        this.trip = new RoundTrip(desk, limits.keptWithin());
        this.clock = clock;
    }

    @Override
    public Reply handle(Request request) throws RefusedException, InterruptedException {
        Plan plan = models.requirePlan(desk, request);
        byte[] body = request.body().array();
        int jsonBytes = jsonBytes(request, body.length);
        InferRequest infer = InferRequestParser.parse(body, jsonBytes);
        List<Output> outputs = InferInputs.outputs(infer, plan);
        byte[] tensors = InputTensors.encode(InferInputs.of(infer, plan, body, jsonBytes));
        if (tensors.length > limits.largestBodyBytes()) {
            throw new RefusedException(
                    413,
                    "the inputs have " + tensors.length + " bytes, the gateway takes " + limits.largestBodyBytes());
        }
        Frame frame = frame(plan, request, tensors);
        Duration wait = limits.longestWait();
        ResultRecord record = trip.send(frame, request, wait)
                .result()
                .orElseThrow(() -> new RefusedException(
                        504, "no result within " + wait.toSeconds() + " s; it will be at /v1/frames/" + frame.id()));
        return InferReply.of(infer, plan.model(), outputs, frame.id(), FrameErrors.requireAnswer(record));
    }

    private Frame frame(Plan plan, Request request, byte[] tensors) throws RefusedException {
        FrameId id = FrameId.create();
        Instant now = clock.instant();
        return new Frame(
                id,
                Names.sensor(Optional.empty(), id.toString()),
                plan.model().name(),
                Optional.empty(),
                now,
                now,
                InputTensors.CONTENT_TYPE,
                Optional.empty(),
                Names.traceParent(request),
                Payload.of(tensors));
    }

    private static int jsonBytes(Request request, int bodyBytes) throws RefusedException {
        Optional<String> header = request.header(InferReply.JSON_LENGTH);
        if (header.isEmpty()) {
            return bodyBytes;
        }
        boolean isLength = LENGTH.matcher(header.get()).matches();
        if (!isLength || Integer.parseInt(header.get()) > bodyBytes) {
            throw RefusedException.badRequest("header " + InferReply.JSON_LENGTH + " is '"
                    + ForeignText.printable(header.get()) + "', the body has " + bodyBytes + " bytes");
        }
        return Integer.parseInt(header.get());
    }
}
