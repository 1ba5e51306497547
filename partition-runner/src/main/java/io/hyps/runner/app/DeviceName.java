package io.hyps.runner.app;

import io.hyps.protocol.topic.TopicLevel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The device's name in topics. */
final class DeviceName {
    private static final int MOST_CHARACTERS = 64;

    private DeviceName() {}

    /** @throws IllegalArgumentException if the name given is no identifier */
    static String of(Optional<String> given) {
        return given.map(name -> TopicLevel.requireIdentifier("device", name)).orElseGet(DeviceName::ofHost);
    }

    private static String ofHost() {
        try {
            return identifierOf(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException nameless) {
            return "device";
        }
    }

    /** The name with all that cannot stand in an identifier replaced. */
    static String identifierOf(String host) {
        String name = host.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[._-]+", "");
        String cut = name.length() > MOST_CHARACTERS ? name.substring(0, MOST_CHARACTERS) : name;
        return cut.isEmpty() ? "device" : cut;
    }
}
