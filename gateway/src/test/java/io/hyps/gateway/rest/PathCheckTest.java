package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PathCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/v2", "/v2/models/a.b-c_1/versions/1/infer", "/v1/models/a%20b/images", "/v2/models/..a/ready"})
    void takesWhatMayBeAName(String path) {
        assertThat(PathCheck.refusal(path)).isEmpty();
    }

    @Test
    void takesLongPaths() {
        assertThat(PathCheck.refusal("/v2/" + "a%20".repeat(100_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/models/../x",
                "/v2/models/.",
                "/v2/models/%2e%2E/ready",
                "/v2/%zz",
                "/v2/%4",
                "/v2/a%00b",
                "/v2/a%1Fb",
                "/v2/a%7f",
                "/v2/a\\b",
                "/v2/a%5cb",
                "/v2/a b",
                "/v2/ä"
            })
    void refusesTricks(String path) {
        assertThat(PathCheck.refusal(path)).isPresent();
    }
}
