package io.hyps.stack.cli;

import io.hyps.gateway.kafka.Bound;
import io.hyps.gateway.replay.Selection;
import io.hyps.protocol.frame.FrameId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which frames a replay takes. */
final class RangeOptions {
    @Option(names = "--model", paramLabel = "M", description = "frames of this model only")
    private @Nullable String model;

    @Option(
            names = "--from",
            paramLabel = "T|OFFSET",
            description = "the first: a time such as 2026-11-23T08:00:00Z, an offset, or PARTITION:OFFSET")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "T|OFFSET",
            description = "the first that is left out again (default: what is there now)")
    private @Nullable String to;

    @Option(names = "--sensor", paramLabel = "ID", description = "frames of this sensor only; may be given again")
    private List<String> sensors = List.of();

    @Option(names = "--frame", paramLabel = "ID", description = "this frame only; may be given again")
    private List<String> frames = List.of();

    Set<String> models() {
        return model == null ? Set.of() : Set.of(model);
    }

    boolean isRange() {
        return from != null || to != null || !sensors.isEmpty() || !frames.isEmpty();
    }

    /**
     * The choice.
     *
     * @param models all if empty
     * @throws IllegalArgumentException in one line
     */
    Selection selection(Set<String> models) {
        return new Selection(
                Optional.ofNullable(from).map(Bound::parse),
                Optional.ofNullable(to).map(Bound::parse),
                models,
                new HashSet<>(sensors),
                frames.stream().map(FrameId::parse).collect(Collectors.toSet()));
    }
}
