package io.hyps.stack.parts;

import io.hyps.stack.process.TcpPort;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The TCP ports of a stack; 0 for any that is free.
 *
 * @param gateway its REST interface
 * @param planner its health
 */
public record Ports(int mqtt, int kafka, int gateway, int planner) {
    private static final int LARGEST = 65_535;

    /** What the parts use if nobody says otherwise. */
    public static final Ports DEFAULT = new Ports(1883, 9092, 8080, 8082);
    /** Whatever is free, for stacks beside others. */
    public static final Ports ANY = new Ports(0, 0, 0, 0);

    /** @throws IllegalArgumentException if one is no port, or two are the same */
    public Ports {
        Map<Integer, String> uses = new LinkedHashMap<>();
        byUse(mqtt, kafka, gateway, planner).forEach((use, port) -> {
            if (port < 0 || port > LARGEST) {
                throw new IllegalArgumentException(
                        "port " + port + ", for " + use + ", is none: use 1 to " + LARGEST + ", or 0 for any");
            }
            String other = port == 0 ? null : uses.put(port, use);
            if (other != null) {
                throw new IllegalArgumentException(
                        "port " + port + " is for " + other + " and for " + use + ": choose another for one of them");
            }
        });
    }

    /** The same with a free port for each 0. */
    Ports chosen() {
        return new Ports(TcpPort.orFree(mqtt), TcpPort.orFree(kafka), TcpPort.orFree(gateway), TcpPort.orFree(planner));
    }

    /** The ports by what they are for. */
    public Map<String, Integer> byUse() {
        return byUse(mqtt, kafka, gateway, planner);
    }

    private static Map<String, Integer> byUse(int mqtt, int kafka, int gateway, int planner) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("MQTT", mqtt);
        ports.put("Kafka", kafka);
        ports.put("gateway", gateway);
        ports.put("planner", planner);
        return ports;
    }
}
