package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of MQTT 5, 4.7.1. */
class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1, true",
        "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
        "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
        "sport/tennis/player1/#, sport/tennis/player2, false",
        "sport/#, sport, true",
        "#, a/b, true",
        "#, $SYS/x, false",
        "+/x, $SYS/x, false",
        "$SYS/#, $SYS/x, true",
        "sport/tennis/+, sport/tennis/player1, true",
        "sport/tennis/+, sport/tennis/player1/ranking, false",
        "sport/+, sport, false",
        "sport/+, sport/, true",
        "+/+, /finance, true",
        "/+, /finance, true",
        "+, /finance, false",
        "a/b, a/b, true",
        "a/b, a/c, false",
        "a/b, a/b/c, false",
        "$share/g/a/+, a/b, true",
        "$share/g/a/+, g/a/b, false"
    })
    void matchesAsTheStandardSays(String filter, String topic, boolean matches) {
        assertThat(TopicFilter.parse(filter).matches(topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#/b", "a#", "a+/b", "$share/g", "$share//a", "$share/+/a", "$share/g/"})
    void refusesWhatIsNoFilter(String text) {
        assertThatThrownBy(() -> TopicFilter.parse(text)).hasMessageContaining("is not a topic filter");
    }

    @Test
    void knowsItsGroup() {
        assertThat(TopicFilter.parse("$share/g/a").group()).isEqualTo("g");
        assertThat(TopicFilter.parse("a").isShared()).isFalse();
    }
}
