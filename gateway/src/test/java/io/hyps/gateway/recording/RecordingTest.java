package io.hyps.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordingTest {
    private static final List<RecordedFrame> FRAMES = List.of(
            RecordedFrames.answered(1, 0.5, 0.25), RecordedFrames.unanswered(2), RecordedFrames.answered(3, 1.0, 2.0));

    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasRecorded() throws Exception {
        Recording recording = Recording.open(write(FRAMES));

        assertThat(frames(recording)).isEqualTo(FRAMES);
        assertThat(recording.frames()).isEqualTo(3);
        assertThat(recording.results()).isEqualTo(2);
        assertThat(recording.models()).containsExactly("fashion");
        assertThat(recording.length()).hasSeconds(2);
    }

    @Test
    void makesTheSameBytesOfTheSameFrames() throws Exception {
        assertThat(Files.readAllBytes(write(FRAMES))).isEqualTo(Files.readAllBytes(write(FRAMES)));
    }

    @Test
    void mayHoldNothing() throws Exception {
        assertThat(Recording.open(write(List.of())).frames()).isZero();
    }

    @Test
    void leavesNoFileBehindThatIsNotWhole() throws Exception {
        Path file = folder.resolve("half");
        try (RecordingWriter writer = RecordingWriter.create(file)) {
            writer.write(FRAMES.get(0));
        }

        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "image":"AQID"              | "image":"AQIE"           | its digest is not the one of what was written
            "image":"AQID"              | "image":"§"              | base64
            "sensor":"cam-1"            | "sensor":"a/b"           | sensor
            "storedAt":"2026-11-23T12   | "storedAt":"2026-66-23T12 | could not be parsed
            "offset":1                  | "offset":-1              | field 'place'
            "frames":3                  | "frames":4               | its end says 4
            "kind":"recording"          | "kind":"film"            | film
            "version":1                 | "version":2              | its version is 2
            "kind":"end"                | "kind":"frame"           | field
            {"kind":"frame"             | {"kind":"frame           | line 2
            """)
    void refusesAFileThatWasTamperedWith(String before, String after, String reason) throws Exception {
        Path file = tampered(text -> text.replace(before, after));

        assertThatThrownBy(() -> Recording.open(file))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason)
                .message()
                .hasLineCount(1);
    }

    @Test
    void refusesAFileWithoutItsEndOrWithMoreBehindIt() throws Exception {
        Path endless = tampered(text -> text.substring(0, text.indexOf("{\"kind\":\"end\"")));
        Path longer = tampered(text -> text + "{}\n");

        assertThatThrownBy(() -> Recording.open(endless)).hasMessageContaining("it is cut off");
        assertThatThrownBy(() -> Recording.open(longer)).hasMessageContaining("something follows its end");
    }

    @Test
    void refusesAFileThatIsCutOffOrNoGzip() throws Exception {
        byte[] whole = Files.readAllBytes(write(FRAMES));
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 20));
        Path text = Files.writeString(folder.resolve("text"), "hello");
        Path empty = Files.writeString(folder.resolve("empty"), "");

        assertThatThrownBy(() -> Recording.open(cut)).hasMessageContaining("cut off");
        assertThatThrownBy(() -> Recording.open(text)).hasMessageContaining("not compressed with gzip");
        assertThatThrownBy(() -> Recording.open(empty)).hasMessageContaining("not compressed with gzip");
    }

    @Test
    void refusesALineThatHasNoEndInBoundedMemory() throws Exception {
        Path bomb = folder.resolve("bomb");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 80; i++) {
                out.write(zeros);
            }
        }

        assertThatThrownBy(() -> Recording.open(bomb)).hasMessageContaining("longer than");
    }

    private Path write(List<RecordedFrame> frames) throws IOException {
        Path file = folder.resolve("recording-" + System.nanoTime());
        try (RecordingWriter writer = RecordingWriter.create(file)) {
            for (RecordedFrame frame : frames) {
                writer.write(frame);
            }
            writer.finish();
        }
        return file;
    }

    private Path tampered(UnaryOperator<String> change) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(write(FRAMES)))) {
            in.transferTo(text);
        }
        String before = text.toString(StandardCharsets.UTF_8);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        Path file = folder.resolve("tampered-" + System.nanoTime());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(after.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static List<RecordedFrame> frames(Recording recording) throws Exception {
        List<RecordedFrame> frames = new ArrayList<>();
        try (RecordingReader reader = recording.read()) {
            for (Optional<RecordedFrame> next = reader.next(); next.isPresent(); next = reader.next()) {
                frames.add(next.get());
            }
        }
        return frames;
    }
}
