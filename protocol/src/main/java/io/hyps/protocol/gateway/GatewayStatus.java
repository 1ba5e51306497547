package io.hyps.protocol.gateway;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Required;
import io.hyps.protocol.topic.TopicLevel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway says of itself, retained; its last will is the same with {@code online} false. The planner retires an
 * epoch when no online gateway is on it any more.
 *
 * @param url where its REST interface is; absent when offline
 * @param models what it dispatches, by model
 * @param refused plans that it will not use, and why
 */
public record GatewayStatus(
        String gateway,
        boolean online,
        @Nullable String url,
        long framesAnswered,
        List<ModelDispatch> models,
        List<Refusal> refused) {
    public GatewayStatus {
        TopicLevel.requireIdentifier("gateway", Required.field("gateway", gateway));
        models = models == null ? List.of() : List.copyOf(models);
        refused = refused == null ? List.of() : List.copyOf(refused);
    }

    /** One that refuses nothing. */
    public static GatewayStatus of(
            String gateway, boolean online, @Nullable String url, long framesAnswered, List<ModelDispatch> models) {
        return new GatewayStatus(gateway, online, url, framesAnswered, models, List.of());
    }

    /** Whether this gateway may still send frames of the epoch. */
    public boolean uses(String model, Epoch epoch) {
        return online
                && models.stream()
                        .filter(m -> m.model().equals(model))
                        .anyMatch(m -> epoch.equals(m.active()) || m.draining().contains(epoch));
    }

    /**
     * One model's frames.
     *
     * @param active the epoch that new frames use; absent before the first
     * @param draining older epochs with frames still under way
     */
    public record ModelDispatch(String model, @Nullable Epoch active, List<Epoch> draining, int framesInFlight) {
        public ModelDispatch {
            Required.text("model", model);
            draining = draining == null ? List.of() : List.copyOf(draining);
        }
    }

    /**
     * A plan, or what was to make it active, that the gateway passes over.
     *
     * @param topic on which it came
     * @param reason in kebab-case
     * @param message one line for people
     */
    public record Refusal(String topic, String reason, String message) {
        public Refusal {
            Required.text("topic", topic);
            Required.text("reason", reason);
            Required.text("message", message);
        }
    }
}
