package io.hyps.planner.service;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Payload;
import io.hyps.protocol.device.DeviceStatus;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.mqtt.InMemoryBroker;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.Publication;
import io.hyps.protocol.topic.Topic;
import java.util.List;

/** A runner that only says of itself what the test wants. */
public final class Runner {
    private final MqttLink link;
    private final String device;
    private final String topicDevice;
    private final long availableBytes;

    public Runner(InMemoryBroker broker, String device, long availableBytes) throws Exception {
        this(broker, device, availableBytes, device);
    }

    /** @param topicDevice whose status topic it uses */
    Runner(InMemoryBroker broker, String device, long availableBytes, String topicDevice) throws Exception {
        this.topicDevice = topicDevice;
        link = broker.connect("hyps-runner-" + device);
        this.device = device;
        this.availableBytes = availableBytes;
        say(DeviceStatus.State.ONLINE, List.of(), List.of());
    }

    /** Is ready for every plan of the model, as soon as it is published. */
    public void readyForAll(String model) {
        onPlans(model, epoch -> ready(model, epoch));
    }

    /** Refuses every plan of the model. */
    public void refuseAll(String model) {
        onPlans(model, epoch -> refuse(model, epoch));
    }

    private interface Answer {
        void to(Epoch epoch) throws Exception;
    }

    /** Answers from another thread: a delivery handler must not publish. */
    private void onPlans(String model, Answer answer) {
        link.subscribe(Topic.Plan.ALL_FILTER, delivery -> {
            boolean published = !delivery.message().payload().isEmpty();
            Topic.Plan.parse(delivery.message().topic())
                    .filter(plan -> published && plan.model().equals(model))
                    .ifPresent(plan -> new Thread(() -> give(answer, plan.epoch()), "runner-" + device).start());
            delivery.acknowledge();
        });
    }

    private static void give(Answer answer, Epoch epoch) {
        try {
            answer.to(epoch);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void ready(String model, Epoch epoch) throws Exception {
        say(DeviceStatus.State.ONLINE, List.of(new DeviceStatus.Ready(model, epoch)), List.of());
    }

    /** For tasks that throw nothing. */
    void readyNow(String model, Epoch epoch) {
        try {
            ready(model, epoch);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void refuse(String model, Epoch epoch) throws Exception {
        say(
                DeviceStatus.State.ONLINE,
                List.of(),
                List.of(new DeviceStatus.Refusal(model, epoch, "out-of-memory", "needs 2 MiB, 1 MiB left")));
    }

    public void offline() throws Exception {
        say(DeviceStatus.State.OFFLINE, List.of(), List.of());
    }

    private void say(DeviceStatus.State state, List<DeviceStatus.Ready> ready, List<DeviceStatus.Refusal> refused)
            throws Exception {
        DeviceStatus status = new DeviceStatus(
                device,
                state,
                "test",
                "2026-11-23T00:00:00Z",
                new DeviceStatus.Memory(availableBytes, 0, availableBytes, 0, 0),
                1,
                0,
                List.of(),
                ready,
                refused,
                null);
        link.publish(Publication.of(new Topic.DeviceStatus(topicDevice), Payload.of(Json.encode(status)))
                        .asRetained())
                .get();
    }
}
