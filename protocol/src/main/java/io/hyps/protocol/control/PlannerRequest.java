package io.hyps.protocol.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Required;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.topic.TopicLevel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the planner service can be asked. Sent to {@link io.hyps.protocol.topic.Topic.PlannerRequests} with a response
 * topic and correlation data. Slices are sent to the same topic, as {@link io.hyps.protocol.slice.SliceChunk}s known by
 * their content type.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlannerRequest.Publish.class, name = "publish"),
    @JsonSubTypes.Type(value = PlannerRequest.Prepare.class, name = "prepare"),
    @JsonSubTypes.Type(value = PlannerRequest.Rollback.class, name = "rollback"),
})
public sealed interface PlannerRequest {
    /** The MQTT content type of requests and replies. */
    String CONTENT_TYPE = "application/json";

    /**
     * Publish a plan and activate it once all its runners are ready.
     *
     * @param bindings real devices for the plan's names; the planner chooses those that are left out
     * @param losses plans for the loss of each of the plan's devices, by its name in the plan; absent in JSON if there are none
     */
    record Publish(
            Plan plan,
            Map<String, String> bindings,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Plan> losses)
            implements PlannerRequest {
        public Publish {
            Required.field("plan", plan);
            bindings = checked(bindings);
            losses = losses == null ? Map.of() : Map.copyOf(losses);
            losses.forEach((lost, left) -> requireLoss(plan, lost, left));
        }

        /** Without plans for losses. */
        public static Publish of(Plan plan, Map<String, String> bindings) {
            return new Publish(plan, bindings, Map.of());
        }

        private static void requireLoss(Plan plan, String lost, Plan left) {
            boolean fits = plan.devices().contains(lost)
                    && !left.devices().contains(lost)
                    && left.model().equals(plan.model());
            if (!fits) {
                throw new IllegalArgumentException("field 'losses': the plan for '" + ForeignText.printable(lost)
                        + "' is of another model or needs that device; the plan's are " + plan.devices());
            }
        }
    }

    /**
     * Publish a plan beside the active one, which stays active: for a gateway that replays frames through it. The
     * planner retires it once no gateway's status has named it for a while.
     *
     * @param bindings as in {@link Publish}
     */
    record Prepare(Plan plan, Map<String, String> bindings) implements PlannerRequest {
        public Prepare {
            Required.field("plan", plan);
            bindings = checked(bindings);
        }
    }

    /** Go back to the plan before the active one, as a new epoch. */
    record Rollback(String model) implements PlannerRequest {
        public Rollback {
            TopicLevel.requireIdentifier("model", Required.field("model", model));
        }
    }

    private static Map<String, String> checked(@Nullable Map<String, String> bindings) {
        Map<String, String> checked = bindings == null ? Map.of() : Map.copyOf(bindings);
        checked.values().forEach(device -> TopicLevel.requireIdentifier("device", device));
        return checked;
    }
}
