package io.hyps.planner.acl;

import io.hyps.protocol.Required;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.TopicLevel;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A user at the broker, for one part of HyPS. */
public record Account(Kind kind, String name) {
    /** What a user is for; the folder is that of {@code mosquitto/site}. */
    public enum Kind {
        PLANNER("planner"),
        GATEWAY("gateways"),
        DEVICE("devices"),
        SENSOR("sensors"),
        OPERATOR("operators");

        private final String folder;

        Kind(String folder) {
            this.folder = folder;
        }

        public String folder() {
            return folder;
        }
    }

    public Account {
        Required.field("kind", kind);
        if (kind == Kind.SENSOR) {
            TopicLevel.requireSensor(name);
        } else {
            TopicLevel.requireIdentifier(kind.name().toLowerCase(Locale.ROOT), name);
        }
    }

    /** The role's name at the broker. */
    public String role() {
        return "hyps-" + kind.name().toLowerCase(Locale.ROOT) + "-" + name;
    }

    /**
     * The only client id that the user may have, so that it breaks nobody else's connection nor takes their session.
     * Gateways, planner and operators hold several connections.
     */
    public Optional<String> clientId() {
        return switch (kind) {
            case DEVICE -> Optional.of("hyps-runner-" + name);
            case SENSOR -> Optional.of(name);
            case PLANNER, GATEWAY, OPERATOR -> Optional.empty();
        };
    }

    /**
     * What it may do.
     *
     * @param plans those that the broker keeps; they matter to devices
     */
    public List<Rule> rules(Collection<PublishedPlan> plans) {
        return switch (kind) {
            case PLANNER -> PartRules.planner();
            case GATEWAY -> PartRules.gateway(name);
            case DEVICE -> DeviceRules.of(name, plans);
            case SENSOR -> PartRules.sensor(name);
            case OPERATOR -> PartRules.operator();
        };
    }

    /** What gives the role the rules of these plans. */
    public Command roleCommand(Collection<PublishedPlan> plans) {
        return Command.modifyRole(role(), rules(plans));
    }
}
