package io.hyps.it;

import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.LinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What mosquitto/site has made. */
record SiteFolder(Path folder) {
    /** The settings that the script wrote for a part, such as {@code devices/edge-1}. */
    Map<String, String> environment(String part) throws IOException {
        return environment(part, "mqtt.env");
    }

    /** The same of another file, such as {@code kafka.env}. */
    Map<String, String> environment(String part, String file) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve(part).resolve(file))) {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return environment;
    }

    /** What a part gives when it connects. */
    LinkOptions options(String part, String clientId) throws IOException {
        return BrokerAccess.ofEnvironment(Optional.empty(), environment(part)).link(clientId);
    }
}
