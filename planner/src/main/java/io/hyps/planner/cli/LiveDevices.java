package io.hyps.planner.cli;

import io.hyps.planner.partition.DeviceSpec;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The devices that are online now, by their retained statuses. */
final class LiveDevices {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDevices.class);

    private final RetainedQuiet quiet = new RetainedQuiet();
    private final Map<String, DeviceStatus> statuses = new ConcurrentSkipListMap<>();

    private LiveDevices() {}

    static List<DeviceSpec> ask(MqttLink link) throws InterruptedException {
        LiveDevices live = new LiveDevices();
        try (MqttLink.Subscription all = link.subscribe(Topic.DeviceStatus.ALL_FILTER, live::take)) {
            CountDownLatch granted = new CountDownLatch(1);
            CompletableFuture<Void> unused = all.granted().whenComplete((done, failure) -> granted.countDown());
            if (granted.await(10, TimeUnit.SECONDS)) {
                live.quiet.await();
            }
        }
        return live.devices();
    }

    private void take(Delivery delivery) {
        try {
            byte[] json = delivery.message().payload().array();
            if (json.length > 0) {
                DeviceStatus status = Json.decode("device status", json, DeviceStatus.class);
                statuses.put(status.device(), status);
            }
        } catch (MalformedMessageException notOurs) {
            LOG.warn(
                    "device status ignored topic={} reason={}",
                    delivery.message().topic(),
                    notOurs.getMessage());
        }
        quiet.heard(delivery.message());
        delivery.acknowledge();
    }

    private List<DeviceSpec> devices() {
        return statuses.values().stream()
                .filter(s -> s.state() == DeviceStatus.State.ONLINE)
                .map(LiveDevices::spec)
                .toList();
    }

    private static DeviceSpec spec(DeviceStatus status) {
        DeviceStatus.Memory memory = status.memory();
        return new DeviceSpec(
                status.device(),
                memory == null ? 0 : Math.max(0, memory.availableBytes()),
                status.speed() > 0 ? status.speed() : 1,
                Math.max(0, status.bandwidthBytesPerSecond()));
    }
}
