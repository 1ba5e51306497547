package io.hyps.runner;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.topic.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sees every status that devices publish. */
public final class FakeWatcher implements AutoCloseable {
    private final MqttLink link;
    private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();

    public FakeWatcher(MqttLink link) {
        this.link = link;
        link.subscribe(Topic.DeviceStatus.ALL_FILTER, this::receive);
    }

    private void receive(Delivery delivery) {
        try {
            statuses.add(
                    Json.decodeStrictly("status", delivery.message().payload().array(), DeviceStatus.class));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
        delivery.acknowledge();
    }

    public List<DeviceStatus> all() {
        return statuses;
    }

    /** The last one; an {@link IllegalStateException} if there is none yet. */
    public DeviceStatus latest() {
        if (statuses.isEmpty()) {
            throw new IllegalStateException("no status yet");
        }
        return statuses.get(statuses.size() - 1);
    }

    @Override
    public void close() {
        link.close();
    }
}
