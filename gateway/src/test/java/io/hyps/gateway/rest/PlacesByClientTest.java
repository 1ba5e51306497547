package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlacesByClientTest {
    private final PlacesByClient places = new PlacesByClient(2);

    @Test
    void givesEachClientSoManyAtATime() {
        assertThat(places.enter("a")).isTrue();
        assertThat(places.enter("a")).isTrue();
        assertThat(places.enter("a")).isFalse();
        assertThat(places.enter("b")).isTrue();

        places.leave("a");

        assertThat(places.enter("a")).isTrue();
        assertThat(places.enter("a")).isFalse();
    }

    @Test
    void forgetsWhoHasNothingUnderWay() {
        places.enter("a");
        places.enter("a");
        places.leave("a");
        assertThat(places.clients()).isEqualTo(1);

        places.leave("a");
        places.leave("b");

        assertThat(places.clients()).isZero();
    }
}
