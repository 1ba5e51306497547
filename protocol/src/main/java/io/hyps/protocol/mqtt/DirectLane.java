package io.hyps.protocol.mqtt;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.wire.MqttOutputStream;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPubAck;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.jspecify.annotations.Nullable;

/**
 * The short way of publications past Paho's queues, each of which wakes a thread: they are written to the socket by the thread
 * that publishes, and handed over by the one that reads it. For one connection. Thread-safe.
 *
 * <p>Its packet identifiers are those from 0x8000 on. Paho counts its own up from 1, one for each subscription, and for
 * each publication that was under way when the connection before broke.
 */
final class DirectLane {
    private static final int FIRST_ID = 0x8000;
    private static final int IDS = 0x8000;
    private static final int MOST_QOS = 1;

    private final Consumer<MqttPublish> arrived;
    private final Map<Integer, Outbox.Flight> flights = new ConcurrentHashMap<>();
    /** Of publications that Paho was given and has not written: all that it passes on of a message, and its own. */
    private final Set<MqttProperties> queued =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private int next;
    private volatile @Nullable MqttOutputStream packets;
    private volatile @Nullable Thread reader;

    /** @param arrived takes publications from the thread that reads; must not block */
    DirectLane(Consumer<MqttPublish> arrived) {
        this.arrived = arrived;
    }

    void opened(MqttOutputStream opened) {
        packets = opened;
    }

    /** Whether what is sent now overtakes nothing that Paho still has. */
    boolean isFree() {
        return queued.isEmpty();
    }

    /** Paho is about to be given this one; nobody else may have its properties. */
    void queue(MqttMessage message) {
        queued.add(message.getProperties());
    }

    /** Paho has not taken it. */
    void unqueue(MqttMessage message) {
        queued.remove(message.getProperties());
    }

    void written(MqttWireMessage packet) {
        if (packet instanceof MqttPublish publish) {
            queued.remove(publish.getProperties());
        }
    }

    /** Whether the caller is the thread that reads the socket. */
    boolean isReader() {
        return Thread.currentThread().equals(reader);
    }

    /** Waits while the socket takes no more. */
    void send(Outbox.Flight flight, MqttPublish packet) throws IOException, MqttException {
        MqttOutputStream out = packets;
        if (out == null) {
            throw new IOException("not connected");
        }
        packet.setMessageId(number(flight));
        out.write(packet);
        out.flush();
    }

    /** Returns whether a packet that has come is none of Paho's. */
    boolean take(MqttWireMessage packet) {
        reader = Thread.currentThread();
        if (packet instanceof MqttPublish publish && publish.getMessage().getQos() <= MOST_QOS) {
            arrived.accept(publish);
            return true;
        }
        if (packet instanceof MqttPubAck answer && answer.getMessageId() >= FIRST_ID) {
            Outbox.Flight flight = flights.remove(answer.getMessageId());
            if (flight == null) {
                return false;
            }
            flight.acknowledged(PahoReasons.outcome(answer.getReturnCode()));
            return true;
        }
        return false;
    }

    /** An identifier that is free: there are far more of them than publications under way. */
    private synchronized int number(Outbox.Flight flight) {
        int id = following();
        while (flights.putIfAbsent(id, flight) != null) {
            id = following();
        }
        return id;
    }

    private int following() {
        int id = FIRST_ID + next;
        next = (next + 1) % IDS;
        return id;
    }
}
