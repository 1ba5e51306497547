package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.frame.TraceParent;
import io.hyps.protocol.topic.TopicLevel;
import java.util.Optional;
import java.util.regex.Pattern;

/** What clients name: models, sensors, frames, ids. All of it may end in a topic, a log or a file, so it is checked first. */
final class Names {
    private static final Pattern SUPPLIED_ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int SENSORS = 16;

    private Names() {}

    static String model(Request request) throws RefusedException {
        try {
            return TopicLevel.requireIdentifier("model", request.place("model"));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, String.valueOf(e.getMessage()), e);
        }
    }

    static FrameId frame(Request request) throws RefusedException {
        String text = request.place("frame");
        if (!UUID.matcher(text).matches()) {
            throw RefusedException.badRequest("'" + ForeignText.printable(text) + "' is no frame's id: use a UUID");
        }
        return FrameId.parse(text);
    }

    /**
     * The sensor that the client says it is. If it says nothing, one of {@value #SENSORS} that stand for all HTTP clients,
     * always the same for the same id: sensors decide over partitions of Kafka's topics, so one would not do.
     */
    static String sensor(Optional<String> given, String id) throws RefusedException {
        if (given.isEmpty()) {
            return "rest-" + Math.floorMod(id.hashCode(), SENSORS);
        }
        String sensor = given.get();
        if (sensor.equals(".") || sensor.equals("..")) {
            throw RefusedException.badRequest("sensor '" + sensor + "' is a path, not a name");
        }
        try {
            return TopicLevel.requireSensor(sensor);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, String.valueOf(e.getMessage()), e);
        }
    }

    /** The client's own id of its image: query parameter {@code id}, or else the header Idempotency-Key. */
    static Optional<String> suppliedId(Request request) throws RefusedException {
        Optional<String> query = request.query("id");
        Optional<String> id =
                query.isPresent() ? query : request.header("Idempotency-Key").map(Names::unquoted);
        if (id.isPresent() && !SUPPLIED_ID.matcher(id.get()).matches()) {
            throw RefusedException.badRequest("the id '" + ForeignText.printable(id.get()) + "' of "
                    + id.get().length() + " characters cannot be used: use 1 to 128 of ASCII without spaces");
        }
        return id;
    }

    /** W3C trace context; a malformed one is passed over, as that standard says. */
    static Optional<String> traceParent(Request request) {
        return request.header(TraceParent.NAME).flatMap(TraceParent::parse);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
