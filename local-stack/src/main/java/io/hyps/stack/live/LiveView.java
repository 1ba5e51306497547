package io.hyps.stack.live;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.gateway.GatewayStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.plan.ActivePlan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest of each retained message: devices, gateways, plans. Safe for use from many threads. */
public final class LiveView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);

    private final Map<String, DeviceStatus> devices = new TreeMap<>();
    private final Map<String, GatewayStatus> gateways = new TreeMap<>();
    private final Map<String, ActivePlan> active = new TreeMap<>();
    private final Map<String, Map<Epoch, PublishedPlan>> plans = new TreeMap<>();
    private final List<MqttLink.Subscription> subscriptions = new ArrayList<>();
    private long changes;

    private LiveView() {}

    /** Subscribes; what is there arrives soon after. The link stays the caller's to close. */
    public static LiveView open(MqttLink link) {
        LiveView view = new LiveView();
        for (String filter : List.of(
                Topic.DeviceStatus.ALL_FILTER,
                Topic.GatewayStatus.ALL_FILTER,
                Topic.Active.ALL_FILTER,
                Topic.Plan.ALL_FILTER)) {
            view.subscriptions.add(link.subscribe(filter, view::deliver));
        }
        return view;
    }

    public synchronized List<DeviceStatus> devices() {
        return List.copyOf(devices.values());
    }

    public synchronized Optional<DeviceStatus> device(String device) {
        return Optional.ofNullable(devices.get(device));
    }

    public synchronized List<GatewayStatus> gateways() {
        return List.copyOf(gateways.values());
    }

    /** The models that have a plan, each with all its plans and which of them new frames use. */
    public synchronized List<LiveModel> models() {
        return plans.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> new LiveModel(
                        e.getKey(),
                        Optional.ofNullable(active.get(e.getKey())),
                        List.copyOf(e.getValue().values())))
                .toList();
    }

    public synchronized Optional<ActivePlan> active(String model) {
        return Optional.ofNullable(active.get(model));
    }

    /** Waits for the next change, but not longer. */
    public synchronized void awaitChange(Duration patience) throws InterruptedException {
        long seen = changes;
        long deadline = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); seen == changes && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Waits until nothing has changed for that long: then all that was retained has arrived. */
    public void awaitQuiet(Duration quiet) throws InterruptedException {
        long before;
        do {
            before = changes();
            awaitChange(quiet);
        } while (before != changes());
    }

    @Override
    public void close() {
        subscriptions.forEach(MqttLink.Subscription::close);
    }

    private synchronized long changes() {
        return changes;
    }

    private void deliver(Delivery delivery) {
        try {
            take(delivery.message());
        } catch (MalformedMessageException e) {
            LOG.warn(
                    "retained message passed over: topic={} reason={}",
                    delivery.message().topic(),
                    e.getMessage());
        } finally {
            delivery.acknowledge();
        }
    }

    private synchronized void take(MqttMessage message) throws MalformedMessageException {
        changes++;
        notifyAll();
        String topic = message.topic();
        byte[] json = message.payload().array();
        boolean deleted = message.payload().isEmpty();
        Optional<Topic.DeviceStatus> device = Topic.DeviceStatus.parse(topic);
        Optional<Topic.GatewayStatus> gateway = Topic.GatewayStatus.parse(topic);
        Optional<Topic.Active> activePlan = Topic.Active.parse(topic);
        Optional<Topic.Plan> plan = Topic.Plan.parse(topic);
        if (device.isPresent()) {
            put(devices, device.get().device(), deleted ? null : Json.decode("status", json, DeviceStatus.class));
        } else if (gateway.isPresent()) {
            put(gateways, gateway.get().gateway(), deleted ? null : Json.decode("status", json, GatewayStatus.class));
        } else if (activePlan.isPresent()) {
            put(active, activePlan.get().model(), deleted ? null : Json.decode("active", json, ActivePlan.class));
        } else if (plan.isPresent()) {
            Map<Epoch, PublishedPlan> epochs = plans.computeIfAbsent(plan.get().model(), m -> new TreeMap<>());
            put(epochs, plan.get().epoch(), deleted ? null : PublishedPlan.decode(json));
        }
    }

    private static <K, V> void put(Map<K, V> map, K key, @Nullable V value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }
}
