package io.hyps.gateway.rest;

import io.hyps.gateway.kafka.ResultRecord;
import io.hyps.protocol.frame.FrameId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/frames/{frame}}: a frame's result as hyps.results has it, be it an answer or an error. */
final class FrameEndpoint implements Endpoint {
    private final FrameDesk desk;
    private final RestLimits limits;
    private final RoundTrip trip;

    FrameEndpoint(FrameDesk desk, RestLimits limits) {
        this.desk = desk;
        this.limits = limits;
        this.trip = new RoundTrip(desk, limits.keptWithin());
    }

    static String location(FrameId frame) {
        return "/v1/frames/" + frame;
    }

    static Reply notYet(FrameId frame) {
        return Reply.json(202, Map.of("frame", frame.toString(), "location", location(frame)))
                .with("Location", location(frame))
                .with("Retry-After", "1");
    }

    @Override
    public Reply handle(Request request) throws RefusedException, InterruptedException {
        FrameId frame = Names.frame(request);
        Duration wait = Waiting.of(request, Duration.ZERO, limits.longestWait());
        Optional<ResultRecord> result = trip.earlier(frame, Duration.ZERO);
        if (result.isEmpty() && !desk.answers().isUnanswered(frame) && !desk.isKept(frame)) {
            throw new RefusedException(404, "there is no frame " + frame + ", or Kafka has it no longer");
        }
        if (result.isEmpty()) {
            result = trip.await(frame, wait);
        }
        return result.map(found -> Reply.ofJson(found.json())).orElseGet(() -> notYet(frame));
    }
}
