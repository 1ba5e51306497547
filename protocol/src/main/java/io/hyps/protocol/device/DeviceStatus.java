package io.hyps.protocol.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.Required;
import io.hyps.protocol.topic.TopicLevel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a partition runner says of itself, retained; its last will is the same with {@link State#OFFLINE}.
 *
 * @param software name and version of the runner, and what it runs on
 * @param since when the process started, ISO 8601
 * @param memory absent when offline
 * @param speed relative to the reference machine of the planner's profiles; 1 until measured
 * @param bandwidthBytesPerSecond to the broker; 0 until measured
 * @param partitions what it holds or is about to, of all plans
 * @param ready the plans of which it can take frames
 * @param refused the plans it will not run, and why
 */
public record DeviceStatus(
        String device,
        State state,
        String software,
        String since,
        @Nullable Memory memory,
        double speed,
        long bandwidthBytesPerSecond,
        List<HeldPartition> partitions,
        List<Ready> ready,
        List<Refusal> refused,
        @Nullable Work work) {
    public DeviceStatus {
        TopicLevel.requireIdentifier("device", Required.field("device", device));
        Required.field("state", state);
        Required.text("software", software);
        Instant.parse(Required.text("since", since));
        partitions = partitions == null ? List.of() : List.copyOf(partitions);
        ready = ready == null ? List.of() : List.copyOf(ready);
        refused = refused == null ? List.of() : List.copyOf(refused);
    }

    public boolean isReady(String model, Epoch epoch) {
        return ready.contains(new Ready(model, epoch));
    }

    /** Whether the runner is there. */
    public enum State {
        @JsonProperty("online")
        ONLINE,
        /** It finishes what it has and takes no more. */
        @JsonProperty("draining")
        DRAINING,
        @JsonProperty("offline")
        OFFLINE
    }

    /**
     * Memory of the runner's process, in bytes.
     *
     * @param budgetBytes the most that the process may use
     * @param baseBytes what it uses without any partition
     * @param availableBytes what partitions may use: budget less base
     * @param residentBytes what it uses now
     * @param peakResidentBytes the most it has used so far
     */
    public record Memory(
            long budgetBytes, long baseBytes, long availableBytes, long residentBytes, long peakResidentBytes) {}

    /** A partition and how far it has come. */
    public record HeldPartition(String model, Epoch epoch, String partition, Phase phase, long weightsBytes) {
        public HeldPartition {
            Required.text("model", model);
            Required.field("epoch", epoch);
            Required.text("partition", partition);
            Required.field("phase", phase);
        }
    }

    /** How far a partition has come. */
    public enum Phase {
        @JsonProperty("fetching")
        FETCHING,
        @JsonProperty("loading")
        LOADING,
        @JsonProperty("ready")
        READY
    }

    /** A plan of which all this device's partitions are loaded and subscribed. */
    public record Ready(String model, Epoch epoch) {
        public Ready {
            Required.text("model", model);
            Required.field("epoch", epoch);
        }
    }

    /**
     * A plan that this device does not run.
     *
     * @param reason kebab-case, such as {@code out-of-memory}
     * @param message one line for people
     */
    public record Refusal(String model, Epoch epoch, String reason, String message) {
        public Refusal {
            Required.text("model", model);
            Required.field("epoch", epoch);
            Required.text("reason", reason);
            Required.field("message", message);
        }
    }

    /** What the runner has done since its start. */
    public record Work(long frames, long failures, long duplicates, long abandonedJoins, long computeMicros) {}
}
