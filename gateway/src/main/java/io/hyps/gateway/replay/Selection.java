package io.hyps.gateway.replay;

import io.hyps.gateway.kafka.Bound;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import java.util.Optional;
import java.util.Set;

/**
 * Which frames of hyps.frames to take.
 *
 * @param to the first that is not taken any more
 * @param models, sensors, frames of which one must be the frame's; all if empty
 */
public record Selection(
        Optional<Bound> from, Optional<Bound> to, Set<String> models, Set<String> sensors, Set<FrameId> frames) {
    /** All there are. */
    public static final Selection ALL = new Selection(Optional.empty(), Optional.empty(), Set.of(), Set.of(), Set.of());

    public Selection {
        models = Set.copyOf(models);
        sensors = Set.copyOf(sensors);
        frames = Set.copyOf(frames);
    }

    boolean takes(Frame frame) {
        return isAmong(models, frame.model()) && isAmong(sensors, frame.sensor()) && isAmong(frames, frame.id());
    }

    private static <T> boolean isAmong(Set<T> wanted, T value) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}
