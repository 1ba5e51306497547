package io.hyps.protocol.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Matches topics against filters with single-level wildcards (MQTT 5, 4.7.1.3). */
final class TopicPattern {
    private TopicPattern() {}

    /** Returns the levels that stand for the filter's '+', in order, or nothing if the topic does not match. */
    static Optional<List<String>> match(String filter, String topic) {
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        if (wanted.length != levels.length) {
            return Optional.empty();
        }
        List<String> captured = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("+")) {
                captured.add(levels[i]);
            } else if (!wanted[i].equals(levels[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(captured);
    }

    /** Makes a topic of levels from outside; levels that its constructor refuses make none. */
    static <T> Optional<T> of(Supplier<T> topic) {
        try {
            return Optional.of(topic.get());
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }
}
