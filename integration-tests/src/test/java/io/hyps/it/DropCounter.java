package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.mqtt.MqttMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Mosquitto's own count of the messages that it has dropped, heard from the moment it is opened. Mosquitto tells a value
 * when it changes and forgets it a minute later, so a test cannot just ask for it at its end.
 */
final class DropCounter implements AutoCloseable {
    private static final String DROPPED = "$SYS/broker/publish/messages/dropped";
    private static final String UPTIME = "$SYS/broker/uptime";

    private final MqttLink link;
    private final AnyMqttClient counts;

    private DropCounter(MqttLink link, AnyMqttClient counts) {
        this.link = link;
        this.counts = counts;
    }

    static DropCounter open(MqttLink link) throws Exception {
        return new DropCounter(link, AnyMqttClient.hearing(link, DROPPED));
    }

    /** Artemis counts nothing: only for Mosquitto. */
    void assertNothingDropped() throws Exception {
        try (AnyMqttClient uptime = AnyMqttClient.hearing(link, UPTIME)) {
            // the value kept, then two rounds of values: whatever belongs to the first has come before the second
            uptime.next();
            uptime.next();
            uptime.next();
        }
        List<String> heard = new ArrayList<>();
        for (MqttMessage count : counts.soFar()) {
            heard.add(count.payload().text());
        }
        assertThat(heard).as(DROPPED).allMatch("0"::equals);
    }

    @Override
    public void close() {
        counts.close();
    }
}
