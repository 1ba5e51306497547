package io.hyps.stack.background;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * A stack that was left running.
 *
 * @param parts in the order of their start
 */
public record BackgroundStack(
        String startedAt, String mqtt, String kafka, String gateway, String runDirectory, List<RememberedPart> parts) {
    public BackgroundStack {
        parts = List.copyOf(parts);
    }

    @JsonIgnore
    public boolean isAlive() {
        return parts.stream().anyMatch(RememberedPart::isAlive);
    }
}
