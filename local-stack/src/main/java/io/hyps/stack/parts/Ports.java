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
    /** What the parts use if nobody says otherwise. */
    public static final Ports DEFAULT = new Ports(1883, 9092, 8080, 8082);
    /** Whatever is free, for stacks beside others. */
    public static final Ports ANY = new Ports(0, 0, 0, 0);

    /** The same with a free port for each 0. */
    Ports chosen() {
        return new Ports(TcpPort.orFree(mqtt), TcpPort.orFree(kafka), TcpPort.orFree(gateway), TcpPort.orFree(planner));
    }

    /** The ports by what they are for. */
    public Map<String, Integer> byUse() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("MQTT", mqtt);
        ports.put("Kafka", kafka);
        ports.put("gateway", gateway);
        ports.put("planner", planner);
        return ports;
    }
}
