package io.hyps.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyBytesTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "0, -1", "5, 5", "5, -1", "16384, 16384", "100000, 100000", "100000, -1"})
    void areWhatCame(int size, long announced) {
        byte[] sent = new byte[size];
        new Random(1).nextBytes(sent);
        BodyBytes body = new BodyBytes(announced);

        for (int at = 0; at < size; at += 3000) {
            body.append(Buffer.buffer(Arrays.copyOfRange(sent, at, Math.min(size, at + 3000))));
        }

        assertThat(body.size()).isEqualTo(size);
        assertThat(body.take().array()).isEqualTo(sent);
        assertThat(body.size()).isZero();
    }
}
