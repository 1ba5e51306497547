package io.hyps.runner.dataflow;

import java.util.Map;
import java.util.Optional;

/** The W3C trace context of a frame, which goes from the tensors that came to those that are made of them. */
record TraceParent(String text) {
    static final String PROPERTY = "traceparent";

    private static final String FORMAT = "[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.{0,256}";

    /** Nothing if there is none, or it is malformed. */
    static Optional<TraceParent> in(Map<String, String> userProperties) {
        return Optional.ofNullable(userProperties.get(PROPERTY))
                .filter(text -> text.matches(FORMAT))
                .map(TraceParent::new);
    }

    Map<String, String> toUserProperties() {
        return Map.of(PROPERTY, text);
    }
}
