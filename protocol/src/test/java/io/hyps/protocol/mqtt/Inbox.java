package io.hyps.protocol.mqtt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what arrives, without acknowledging it. */
final class Inbox implements MqttLink.DeliveryHandler {
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    @Override
    public void deliver(Delivery delivery) {
        deliveries.add(delivery);
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    int size() {
        return deliveries.size();
    }

    Delivery get(int index) {
        return deliveries.get(index);
    }

    List<String> texts() {
        return deliveries.stream().map(d -> d.message().payload().text()).toList();
    }

    void acknowledgeAll() {
        deliveries.forEach(Delivery::acknowledge);
    }
}
