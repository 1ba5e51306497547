package io.hyps.gateway.trace;

import io.hyps.protocol.frame.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** W3C trace context, as it goes in MQTT's user properties and Kafka's headers. */
final class TraceContext {
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private TraceContext() {}

    /** A parent for spans; the root if there is none, or it is malformed. */
    static Context parse(Optional<String> text) {
        return text.map(given -> W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), Map.of(TraceParent.NAME, given), GETTER))
                .orElse(Context.root());
    }

    static String text(Span span) {
        Map<String, String> carrier = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), carrier, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        return String.valueOf(carrier.get(TraceParent.NAME));
    }
}
