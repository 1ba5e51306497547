package io.hyps.stack.parts;

import java.util.Map;
import java.util.TreeSet;

/**
 * How the parts of a stack show who they are at brokers that ask, as environments: passwords stand in no command line.
 *
 * @param own of the stack's own connection, such as {@code HYPS_MQTT_USER}
 * @param parts of each part by its name: {@code planner}, {@code gateway}, {@code runner edge-1}
 */
public record StackSecurity(Map<String, String> own, Map<String, Map<String, String>> parts) {
    /** Brokers that let everyone in. */
    public static final StackSecurity NONE = new StackSecurity(Map.of(), Map.of());

    public StackSecurity {
        own = Map.copyOf(own);
        parts = Map.copyOf(parts);
    }

    Map<String, String> of(String part) {
        return parts.getOrDefault(part, Map.of());
    }

    /** Whose environments there are; no values. */
    @Override
    public String toString() {
        return "environments of " + new TreeSet<>(parts.keySet());
    }
}
