package io.hyps.runner.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AckWindowTest {
    private final AckWindow window = new AckWindow(4);
    private final List<Integer> acknowledged = new ArrayList<>();

    @Test
    void tellsOfTheFirstThatHoldsUpTheOthers() {
        AckWindow.Admitted first = admit(1);
        admit(2).acknowledge();
        assertThat(window.holdUp()).isEmpty();
        admit(3).acknowledge();

        assertThat(window.holdUp()).hasValue(first.number());

        first.acknowledge();
        assertThat(window.holdUp()).isEmpty();
        assertThat(acknowledged).containsExactly(2, 3, 1);
    }

    @Test
    void acknowledgesOnceOnly() {
        AckWindow.Admitted only = admit(1);

        only.acknowledge();
        only.acknowledge();

        assertThat(acknowledged).containsExactly(1);
    }

    @Test
    void forgetsWhatTheLastConnectionBrought() {
        admit(1);
        admit(2);
        admit(3);

        window.clear();

        assertThat(window.holdUp()).isEmpty();
    }

    @Test
    void runsItsActionAfterEveryAcknowledgement() {
        List<String> ran = new ArrayList<>();
        window.afterAcknowledgement(() -> ran.add("relieved"));

        admit(1).acknowledge();

        assertThat(ran).containsExactly("relieved");
    }

    private AckWindow.Admitted admit(int id) {
        return window.admit(new Delivery() {
            @Override
            public long number() {
                return id;
            }

            @Override
            public MqttMessage message() {
                return new MqttMessage(
                        "t",
                        Payload.empty(),
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of());
            }

            @Override
            public void acknowledge() {
                acknowledged.add(id);
            }
        });
    }
}
