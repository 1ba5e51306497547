package io.hyps.protocol.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hyps.protocol.Required;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.topic.TopicLevel;
import java.util.Map;

/**
 * What the planner service can be asked. Sent to {@link io.hyps.protocol.topic.Topic.PlannerRequests} with a response
 * topic and correlation data. Slices are sent to the same topic, as {@link io.hyps.protocol.slice.SliceChunk}s known by
 * their content type.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlannerRequest.Publish.class, name = "publish"),
    @JsonSubTypes.Type(value = PlannerRequest.Rollback.class, name = "rollback"),
})
public sealed interface PlannerRequest {
    /** The MQTT content type of requests and replies. */
    String CONTENT_TYPE = "application/json";

    /**
     * Publish a plan and activate it once all its runners are ready.
     *
     * @param bindings real devices for the plan's names; the planner chooses those that are left out
     */
    record Publish(Plan plan, Map<String, String> bindings) implements PlannerRequest {
        public Publish {
            Required.field("plan", plan);
            bindings = bindings == null ? Map.of() : Map.copyOf(bindings);
            bindings.values().forEach(device -> TopicLevel.requireIdentifier("device", device));
        }
    }

    /** Go back to the plan before the active one, as a new epoch. */
    record Rollback(String model) implements PlannerRequest {
        public Rollback {
            TopicLevel.requireIdentifier("model", Required.field("model", model));
        }
    }
}
