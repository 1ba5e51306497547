package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private final Admission admission = new Admission(2, 100);

    @Test
    void letsInAsManyAsThereIsRoomFor() {
        Admission.Place first = admission.enter().orElseThrow();
        assertThat(admission.enter()).isPresent();
        assertThat(admission.enter()).isEmpty();

        first.close();

        assertThat(admission.enter()).isPresent();
    }

    @Test
    void boundsTheBytesOfAll() {
        Admission.Place first = admission.enter().orElseThrow();
        Admission.Place second = admission.enter().orElseThrow();
        assertThat(first.take(60)).isTrue();
        assertThat(second.take(41)).isFalse();
        assertThat(second.take(40)).isTrue();

        first.close();

        assertThat(second.take(60)).isTrue();
    }

    @Test
    void givesNoRoomToWhoHasLeft() {
        Admission.Place first = admission.enter().orElseThrow();
        first.close();

        assertThat(first.take(1)).isFalse();
        assertThat(admission.enter().orElseThrow().take(100)).isTrue();
    }

    @Test
    void givesRoomBackOnce() {
        Admission.Place first = admission.enter().orElseThrow();
        assertThat(admission.enter()).isPresent();

        first.close();
        first.close();

        assertThat(admission.enter()).isPresent();
        assertThat(admission.enter()).isEmpty();
    }
}
