package io.hyps.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.StageTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "64MiB, 67108864",
        "128MB, 128000000",
        "1.5GiB, 1610612736",
        "4096, 4096",
        "4096 B, 4096",
        "0, 0",
        "2gb, 2000000000",
        "0.5KiB, 512"
    })
    void readsSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1MiB", "1 TB", "1e6", "12,5MB", "64 Mi", "0x10", "1..5MB"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .hasMessage("'" + text + "' is not a size: write a number and a unit, such as 64MiB or 128MB");
    }

    @Test
    void refusesSizesThatAreNotWholeOrTooLarge() {
        assertThatThrownBy(() -> ByteSize.parse("0.3B")).hasMessageContaining("not a whole number of bytes");
        assertThatThrownBy(() -> ByteSize.parse("999999999999999GiB")).hasMessageContaining("below 2^63");
        assertThatThrownBy(() -> new ByteSize(-1)).hasMessageContaining("negative");
    }

    @Test
    void showsSizesToPeople() {
        assertThat(new ByteSize(999)).hasToString("999 B");
        assertThat(new ByteSize(1_509_949)).hasToString("1.44 MiB");
        assertThat(new ByteSize(67_108_864)).hasToString("64.0 MiB");
        assertThat(new ByteSize(553L << 20)).hasToString("553 MiB");
    }

    @Test
    void areEqualIfAllOfThemIs() throws Exception {
        RecordEquality.verify(new Epoch(3, 4));
        RecordEquality.verify(FrameId.create());
        RecordEquality.verify(Shape.of(1, 3, 224));
        RecordEquality.verify(new StageTime("p0", "edge-1", 1, 2, 3));
    }

    @Test
    void epochsAreOrderedByTermThenCounter() {
        assertThat(Epoch.parse("1-9")).isLessThan(Epoch.parse("1-10"));
        assertThat(Epoch.parse("1-10")).isLessThan(Epoch.parse("2-0"));
        assertThat(new Epoch(3, 4)).hasToString("3-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1-", "-1-2", "01-2", "1-2-3", "1–2", "9999999999999999999-1", " 1-2"})
    void refusesWhatIsNoEpoch(String text) {
        assertThatThrownBy(() -> Epoch.parse(text)).hasMessageContaining("is not of the form term-counter");
    }

    @Test
    void digestsBytesAndFilesAlike(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("abc"), "abc");

        assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .isEqualTo(Sha256.of(file));
    }

    @Test
    void refusesWhatIsNoDigest() {
        assertThatThrownBy(() -> Sha256.parse("ba78")).hasMessageContaining("64 lower-case hex digits");
        assertThatThrownBy(() -> Sha256.parse("BA".repeat(32))).hasMessageContaining("64 lower-case hex digits");
        assertThatThrownBy(() -> Sha256.parse("../" + "a".repeat(61))).hasMessageContaining("is not a SHA-256");
    }

    @Test
    void foreignTextFitsOneLine() {
        assertThat(ForeignText.printable("a\nb\u001b[31m")).isEqualTo("a?b?[31m");
        assertThat(ForeignText.printable("x".repeat(100))).hasSize(81).endsWith("…");
    }

    @Test
    void payloadsAreEqualByContentAndShowOnlyTheirSize() {
        assertThat(Payload.ofText("secret")).isEqualTo(Payload.ofText("secret")).hasToString("6 bytes");
        assertThat(Payload.ofText("a")).isNotEqualTo(Payload.ofText("b"));
    }
}
