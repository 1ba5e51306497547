package io.hyps.gateway.rest;

import io.hyps.gateway.image.ImageFormat;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code POST /v1/models/{model}/images}: an image as a sensor would send it, and its result. */
final class ImageEndpoint implements Endpoint {
    private static final String ANY_BYTES = "application/octet-stream";
    private static final Pattern IMAGE = Pattern.compile("image/[a-z0-9!#$&^_.+-]{1,90}");

    private final ModelEndpoints models;
    private final FrameDesk desk;
    private final RestLimits limits;
    private final RoundTrip trip;
    private final Clock clock;

    ImageEndpoint(ModelEndpoints models, FrameDesk desk, RestLimits limits, Clock clock) {
        this.models = models;
        this.desk = desk;
        this.limits = limits;
        this.trip = new RoundTrip(desk, limits.keptWithin());
        this.clock = clock;
    }

    @Override
    public Reply handle(Request sent) throws RefusedException, InterruptedException {
        Request request = UploadForm.isOne(sent) ? UploadForm.unwrap(sent) : sent;
        Frame frame = frame(request);
        Duration wait = Waiting.of(request, limits.usualWait(), limits.longestWait());
        models.requirePlan(desk, request);
        RoundTrip.Sent gone = trip.send(frame, request, wait);
        if (gone.result().isEmpty()) {
            return FrameEndpoint.notYet(gone.frame());
        }
        FrameErrors.requireAnswer(gone.result().get());
        return Reply.ofJson(gone.result().get().json()).with("Content-Location", FrameEndpoint.location(gone.frame()));
    }

    private Frame frame(Request request) throws RefusedException {
        String model = Names.model(request);
        FrameId id = FrameId.create();
        Optional<String> suppliedId = Names.suppliedId(request);
        String sensor = Names.sensor(request.query("sensor"), suppliedId.orElseGet(id::toString));
        String contentType = contentType(request);
        if (request.body().isEmpty()) {
            throw RefusedException.badRequest("the request has no body; send the image's bytes as body")
                    .saying("code", "empty-image");
        }
        Instant now = clock.instant();
        return new Frame(
                id,
                sensor,
                model,
                suppliedId,
                now,
                now,
                contentType,
                Optional.empty(),
                Names.traceParent(request),
                request.body());
    }

    /** Told by the first bytes if the client does not say; whether it is true shows when the image is decoded. */
    private static String contentType(Request request) throws RefusedException {
        String given = request.header("Content-Type").orElse(ANY_BYTES);
        String type = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.equals(ANY_BYTES)) {
            return ImageFormat.of(request.body()).map(ImageFormat::contentType).orElse(ANY_BYTES);
        }
        if (!IMAGE.matcher(type).matches()) {
            throw new RefusedException(
                    415,
                    "the content type is '" + ForeignText.printable(given)
                            + "': send the image's bytes as body, with its own type, such as image/png, or "
                            + ANY_BYTES + ", or one file as multipart/form-data");
        }
        return type;
    }
}
