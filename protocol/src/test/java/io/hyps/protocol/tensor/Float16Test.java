package io.hyps.protocol.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {
    @ParameterizedTest
    @CsvSource({
        "0, 0000",
        "-0.0, 8000",
        "1, 3c00",
        "-2, c000",
        "0.333333, 3555",
        "65504, 7bff",
        "65519.9, 7bff",
        "65520, 7c00",
        "1e30, 7c00",
        "-Infinity, fc00",
        "NaN, 7e00",
        "6.1035156e-5, 0400",
        "6.1e-5, 03ff",
        "5.9604645e-8, 0001",
        "2.9802322e-8, 0000",
        "2.98023224e-8, 0000",
        "8.940697e-8, 0002",
        "1.00048828125, 3c00",
        "1.00146484375, 3c02",
        "2047.5, 6800",
    })
    void roundsToTheNearest(float value, String bitsHex) {
        assertThat(String.format("%04x", Float16.bits(value) & 0xFFFF)).isEqualTo(bitsHex);
    }
}
