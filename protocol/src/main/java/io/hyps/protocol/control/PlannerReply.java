package io.hyps.protocol.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import java.util.List;
import java.util.Map;

/**
 * What the planner service answers, with the request's correlation data. A publish request is answered by
 * {@link Missing} until all slices are there (the client uploads and asks again), then by {@link Waiting} any number of
 * times, and at last by {@link Activated} or {@link Refused}; a prepare request the same, but by {@link Prepared}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlannerReply.Missing.class, name = "missing"),
    @JsonSubTypes.Type(value = PlannerReply.Stored.class, name = "stored"),
    @JsonSubTypes.Type(value = PlannerReply.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = PlannerReply.Activated.class, name = "activated"),
    @JsonSubTypes.Type(value = PlannerReply.Prepared.class, name = "prepared"),
    @JsonSubTypes.Type(value = PlannerReply.Refused.class, name = "refused"),
})
public sealed interface PlannerReply {
    /** These files are not in the store: upload them, each in order from offset 0, then ask again. */
    record Missing(List<Sha256> files) implements PlannerReply {
        public Missing {
            files = List.copyOf(Required.field("files", files));
        }
    }

    /** An uploaded chunk is on disk; {@code nextOffset} is the file's size once it is whole and its digest proved. */
    record Stored(Sha256 sha256, long nextOffset, boolean complete) implements PlannerReply {
        public Stored {
            Required.field("sha256", sha256);
            Required.notNegative("nextOffset", nextOffset);
        }
    }

    /** The plan is published; these devices are ready, those not yet. */
    record Waiting(Epoch epoch, Map<String, String> bindings, List<String> ready, List<String> waitingFor)
            implements PlannerReply {
        public Waiting {
            Required.field("epoch", epoch);
            bindings = Map.copyOf(Required.field("bindings", bindings));
            ready = List.copyOf(Required.field("ready", ready));
            waitingFor = List.copyOf(Required.field("waitingFor", waitingFor));
        }
    }

    /** The plan is active: new frames use it. */
    record Activated(String model, Epoch epoch, Sha256 planId, Map<String, String> bindings) implements PlannerReply {
        public Activated {
            Required.text("model", model);
            Required.field("epoch", epoch);
            Required.field("planId", planId);
            bindings = Map.copyOf(Required.field("bindings", bindings));
        }
    }

    /** The plan's devices are ready; another plan stays active. */
    record Prepared(String model, Epoch epoch, Sha256 planId, Map<String, String> bindings) implements PlannerReply {
        public Prepared {
            Required.text("model", model);
            Required.field("epoch", epoch);
            Required.field("planId", planId);
            bindings = Map.copyOf(Required.field("bindings", bindings));
        }
    }

    /**
     * Nothing was changed.
     *
     * @param message one line: what, where, how to mend it
     */
    record Refused(Reason reason, String message) implements PlannerReply {
        public Refused {
            Required.field("reason", reason);
            Required.text("message", message);
        }
    }

    /** Why the planner refused. */
    enum Reason {
        /** The request itself is wrong. */
        @JsonProperty("bad-request")
        BAD_REQUEST,
        /** No devices that are there can take the plan. */
        @JsonProperty("infeasible")
        INFEASIBLE,
        /** A device of the plan is not there or did not become ready in time. */
        @JsonProperty("unreachable")
        UNREACHABLE,
        /** A device refused the plan. */
        @JsonProperty("device-refused")
        DEVICE_REFUSED,
        /** Another request is under way, or the store failed; the same request may succeed later. */
        @JsonProperty("busy")
        BUSY
    }
}
