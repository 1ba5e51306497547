package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.topic.TopicLevel;
import java.util.Map;

/**
 * Which of a model's frames a gateway dispatches first when more wait than may be under way.
 *
 * @param priorities by sensor; the higher goes first, a sensor that is not named has 0
 */
public record DispatchOrder(Map<String, Integer> priorities) {
    private static final int MOST_SENSORS = 1000;
    private static final int LARGEST = 1000;

    public DispatchOrder {
        priorities = Map.copyOf(Required.field("priorities", priorities));
        if (priorities.size() > MOST_SENSORS) {
            throw new IllegalArgumentException(
                    "field 'priorities' names " + priorities.size() + " sensors: use at most " + MOST_SENSORS);
        }
        priorities.forEach((sensor, priority) -> {
            TopicLevel.requireSensor(sensor);
            if (priority < -LARGEST || priority > LARGEST) {
                throw new IllegalArgumentException(
                        "priority of sensor '" + sensor + "' is " + priority + ": use " + -LARGEST + " to " + LARGEST);
            }
        });
    }

    /** The priority of a sensor's frames. */
    public int of(String sensor) {
        return priorities.getOrDefault(sensor, 0);
    }
}
