package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.frame.FrameId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a+b", "#", "..", "a\u0000", "ä", "-a"})
    void refusesModelsThatCannotStandInATopic(String model) {
        assertThatThrownBy(() -> Names.model(Requests.withPlace("model", model)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not an identifier");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "cam/#", "+", "$SYS", ".", "..", "a\nb", "\u0000"})
    void refusesSensorsThatCannotStandInATopic(String sensor) {
        assertThatThrownBy(() -> Names.sensor(Optional.of(sensor), "id")).isInstanceOf(RefusedException.class);
    }

    @Test
    void takesASensorAsItIs() throws RefusedException {
        assertThat(Names.sensor(Optional.of("Kamera Süd 1"), "id")).isEqualTo("Kamera Süd 1");
    }

    @Test
    void spreadsClientsWithoutANameOverSomeSensors() throws RefusedException {
        Set<String> sensors = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            sensors.add(Names.sensor(Optional.empty(), FrameId.create().toString()));
        }
        assertThat(sensors).hasSize(16).allMatch(sensor -> sensor.startsWith("rest-"));
    }

    @Test
    void givesTheSameSensorForTheSameId() throws RefusedException {
        assertThat(Names.sensor(Optional.empty(), "shot-7")).isEqualTo(Names.sensor(Optional.empty(), "shot-7"));
    }

    @Test
    void takesTheIdOfTheQueryBeforeThatOfTheHeader() throws RefusedException {
        assertThat(Names.suppliedId(Requests.withQuery("id", "a-1"))).contains("a-1");
        assertThat(Names.suppliedId(Requests.withHeader("idempotency-key", "\"b-2\"")))
                .contains("b-2");
        assertThat(Names.suppliedId(Requests.withHeader("accept", "*/*"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nb", "ä", "\u0007"})
    void refusesIdsThatAreNotPrintable(String id) {
        assertThatThrownBy(() -> Names.suppliedId(Requests.withQuery("id", id)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot be used");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1-1-1-1", "x", "", "01a22179-366a-7631-aef1-6757bb772ebc0"})
    void refusesFramesThatAreNoUuid(String frame) {
        assertThatThrownBy(() -> Names.frame(Requests.withPlace("frame", frame)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void passesOverATraceThatIsNone() {
        assertThat(Names.traceParent(Requests.withHeader("traceparent", "00-evil")))
                .isEmpty();
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assertThat(Names.traceParent(Requests.withHeader("traceparent", trace))).contains(trace);
    }
}
