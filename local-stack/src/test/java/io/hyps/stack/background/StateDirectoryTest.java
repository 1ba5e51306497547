package io.hyps.stack.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import io.hyps.stack.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirectoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private ChildProcess process;

    @BeforeEach
    void start() throws Exception {
        process = ChildProcess.start(
                "part", List.of("/bin/sleep", "60"), directory.resolve("part.out"), directory.resolve("part.log"));
    }

    @AfterEach
    void stop() throws Exception {
        process.kill();
        process.awaitEnd(PATIENCE);
    }

    @Test
    void liesWhereTheXdgSpecificationSays() {
        Path home = Path.of("/home/someone");

        assertThat(StateDirectory.of(Map.of(), home).runDirectory())
                .isEqualTo(Path.of("/home/someone/.local/state/hyps/stack/run"));
        assertThat(StateDirectory.of(Map.of("XDG_STATE_HOME", "/state"), home).runDirectory())
                .isEqualTo(Path.of("/state/hyps/stack/run"));
        assertThat(StateDirectory.of(Map.of("XDG_STATE_HOME", "relative"), home).runDirectory())
                .isEqualTo(Path.of("/home/someone/.local/state/hyps/stack/run"));
    }

    @Test
    void knowsNothingBeforeTheFirstStack() throws Exception {
        assertThat(new StateDirectory(directory.resolve("state")).read()).isEmpty();
    }

    @Test
    void stopsWhatItRemembersAndForgetsIt() throws Exception {
        StateDirectory state = stateOf(RememberedPart.of(process));
        BackgroundStack stack = state.read().orElseThrow();
        assertThat(stack.isAlive()).isTrue();

        state.stop(stack);

        process.awaitEnd(PATIENCE);
        assertThat(process.isAlive()).isFalse();
        assertThat(state.read()).isEmpty();
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    void neverStopsAnotherProcessThatGotTheNumber() throws Exception {
        String earlier = Instant.now().minusSeconds(3600).toString();
        StateDirectory state = stateOf(new RememberedPart("part", process.pid(), earlier, "part.log"));
        BackgroundStack stack = state.read().orElseThrow();
        assertThat(stack.isAlive()).isFalse();

        state.stop(stack);

        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void saysWhichFileItCannotRead() throws Exception {
        StateDirectory state = stateOf(RememberedPart.of(process));
        Files.writeString(directory.resolve("state/stack.json"), "{");

        assertThatThrownBy(state::read)
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("stack.json");
    }

    private StateDirectory stateOf(RememberedPart part) throws Exception {
        Path home = Files.createDirectories(directory.resolve("state"));
        BackgroundStack stack =
                new BackgroundStack("2026-11-23T08:00:00Z", "tcp://x:1", "x:2", "http://x:3", "run", List.of(part));
        Files.write(home.resolve("stack.json"), Json.encode(stack));
        return new StateDirectory(home);
    }
}
