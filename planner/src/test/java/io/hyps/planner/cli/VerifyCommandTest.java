package io.hyps.planner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.command.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerifyCommandTest {
    private static final int PIXELS = 32 * 32;

    private static LenetPlans plans;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeNoPlanTwice(@TempDir Path made) {
        plans = new LenetPlans(made);
    }

    @BeforeEach
    void plan() throws Exception {
        plans.copy(2, out());
    }

    @Test
    void printsTheKeysOfTheContract() throws Exception {
        JsonNode report = verify("--samples", 4, "--json").json(ExitCode.DONE);

        assertThat(report.at("/samples").asInt()).isEqualTo(4);
        assertThat(report.at("/partitions").asInt()).isEqualTo(2);
        assertThat(report.at("/maxAbsDiff").isNumber()).isTrue();
        assertThat(report.at("/maxRelDiff").asDouble()).isBetween(0.0, 1e-5);
        assertThat(report.at("/top1Agreement").asDouble()).isEqualTo(1);
    }

    @Test
    void saysInWordsThatAllIsWell() {
        CommandRun run = verify();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("5 samples, 2 partitions", "compute what the model does");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void takesInputsFromFiles() throws Exception {
        Path file = npy(NpyBytes.of("<f4", false, "(1, 1, 32, 32)", NpyBytes.floats(PIXELS)));

        JsonNode report = verify("--input", "input=" + file, "--json").json(ExitCode.DONE);

        assertThat(report.at("/samples").asInt()).isEqualTo(1);
    }

    @Test
    void takesSeveralSamplesFromOneFile() throws Exception {
        Path file = npy(NpyBytes.of("<f4", false, "(3, 1, 32, 32)", NpyBytes.floats(3 * PIXELS)));

        JsonNode report = verify("--input", "input=" + file, "--json").json(ExitCode.DONE);

        assertThat(report.at("/samples").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<f8 | False | (1, 1, 32, 32) | 8192 | float64",
                ">f4 | False | (1, 1, 32, 32) | 4096 | has elements '>f4'",
                "<U4 | False | (1, 1, 32, 32) | 4096 | has elements '<U4'",
                "`|O` | False | (1, 1, 32, 32) | 4096 | `has elements '|O'`",
                "<f4 | True | (1, 1, 32, 32) | 4096 | is column-major",
                "<f4 | False | (1, 1, 28, 28) | 3136 | input 'input' is float32[1, 1, 32, 32]",
                "<f4 | False | (32, 32) | 4096 | input 'input' is float32",
                "<f4 | False | () | 4 | input 'input' is float32",
                "<f4 | False | (0, 1, 32, 32) | 0 | float32",
                "<f4 | False | (1, 1, 32, 32) | 4095 | its data 4095",
                "<f4 | False | (1, 1, 32, 32) | 5000 | its data 5000",
                "<f4 | False | (1, 1, 32, 99999999999999999999) | 4096 | cannot be",
                "<f4 | False | (4294967296, 4294967296, 32, 32) | 4096 | cannot be",
            })
    void refusesArraysThatDoNotFit(String type, String fortran, String shape, int bytes, String words)
            throws Exception {
        Path file = npy(NpyBytes.of(type, Boolean.parseBoolean(fortran), shape, new byte[bytes]));

        verify("--input", "input=" + file).assertRefused(ExitCode.BAD_INPUT, words, "image.npy");
    }

    @Test
    void refusesFilesThatAreNoArrays() throws Exception {
        byte[] good = NpyBytes.of("<f4", false, "(1, 1, 32, 32)", NpyBytes.floats(PIXELS));
        byte[] version = good.clone();
        version[6] = 9;

        refusesInput("is no .npy file", "a text".getBytes(StandardCharsets.UTF_8));
        refusesInput("is no .npy file", new byte[0]);
        refusesInput("is no .npy file", Arrays.copyOf(good, 11));
        refusesInput("a header that cannot be", Arrays.copyOf(good, 40));
        refusesInput("a header that cannot be", version);
        refusesInput("a header that is not understood", NpyBytes.withHeader("garbage\n\0", new byte[4096]));
        refusesInput("a header that is not understood", NpyBytes.withHeader("{'shape': (1,), }\n", new byte[4]));
    }

    @Test
    void refusesInputsThatAreNotGivenAsTheyMust() throws Exception {
        Path file = npy(NpyBytes.of("<f4", false, "(1, 1, 32, 32)", NpyBytes.floats(PIXELS)));

        verify("--input", "image=" + file)
                .assertRefused(ExitCode.BAD_INPUT, "the model has no input 'image'", "[input]");
        verify("--input", file).assertRefused(ExitCode.BAD_INPUT, "write TENSOR=FILE.npy");
        verify("--input", "input=" + file, "--input", "input=" + file)
                .assertRefused(ExitCode.BAD_INPUT, "gives 'input' twice");
        verify("--input", "input=" + folder.resolve("none.npy"))
                .assertRefused(ExitCode.BAD_INPUT, "there is no file", "none.npy");
        verify("--input", "input=" + folder).assertRefused(ExitCode.BAD_INPUT, "is a folder");
        verify("--samples", 0).assertRefused(ExitCode.BAD_INPUT, "--samples is 0");
        verify("--samples", -3).assertRefused(ExitCode.BAD_INPUT, "--samples is -3");
    }

    @Test
    void endsWithOneWhenTheSlicesComputeSomethingElse() throws Exception {
        Tampering.changeWeights(out(), 1);

        JsonNode report = verify("--json").json(ExitCode.CHECK_FAILED);

        assertThat(report.at("/samples").asInt()).isEqualTo(5);
        assertThat(report.at("/maxAbsDiff").asDouble()).isPositive();
        assertThat(report.at("/maxRelDiff").asDouble()).isGreaterThan(1e-4);
        assertThat(verify().exitCode()).isEqualTo(ExitCode.CHECK_FAILED.number());
        assertThat(verify().out()).contains("output 'logits' of sample 0 differs by");
    }

    @Test
    void printsNumbersEvenWhenTheAnswerIsNone() throws Exception {
        Tampering.changeWeights(out(), Float.NaN);

        JsonNode report = verify("--json").json(ExitCode.CHECK_FAILED);

        assertThat(report.at("/maxAbsDiff").isNumber()).isTrue();
        assertThat(report.at("/maxAbsDiff").asDouble()).isGreaterThan(1e300);
        assertThat(report.at("/maxRelDiff").isNumber()).isTrue();
    }

    @Test
    void endsWithTwoWhenASliceIsNotWhatThePlanSays() throws Exception {
        Path slice = aSlice();
        byte[] bytes = Files.readAllBytes(slice);
        bytes[bytes.length / 2] ^= 1;
        Files.write(slice, bytes);

        verify("--json")
                .assertRefused(
                        ExitCode.BAD_INPUT, "was changed", slice.getFileName().toString());
    }

    @Test
    void endsWithTwoWhenAFileIsMissing() throws Exception {
        Path slice = aSlice();
        Files.move(slice, folder.resolve("away"));
        verify().assertRefused(ExitCode.BAD_INPUT, slice.getFileName().toString(), "plan again");
        Files.move(folder.resolve("away"), slice);

        Files.delete(out().resolve("model/fashion_lenet5.onnx"));
        verify().assertRefused(ExitCode.BAD_INPUT, "the whole model is not in", "plan again");

        Files.delete(out().resolve("plan.json"));
        verify().assertRefused(ExitCode.BAD_INPUT, "there is no file", "plan.json");
    }

    @Test
    void endsWithTwoWhenTheFolderIsNoPlan() throws Exception {
        Path foreign = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("plan.json"), "{\"hello\": 1}");
        Path file = Files.writeString(folder.resolve("file"), "");

        CommandRun.of(new VerifyCommand(), foreign).assertRefused(ExitCode.BAD_INPUT, "plan.json", "schema");
        CommandRun.of(new VerifyCommand(), file).assertRefused(ExitCode.BAD_INPUT, "plan.json");
        CommandRun.of(new VerifyCommand(), folder.resolve("none")).assertRefused(ExitCode.BAD_INPUT, "plan.json");
        CommandRun.of(new VerifyCommand()).assertRefused(ExitCode.BAD_INPUT, "DIR");
    }

    private void refusesInput(String words, byte[] content) throws Exception {
        verify("--input", "input=" + npy(content)).assertRefused(ExitCode.BAD_INPUT, words, "image.npy");
    }

    private Path aSlice() throws Exception {
        PlanFolder opened = PlanFolder.open(out());
        return opened.graphFile(opened.plan().partitions().get(1));
    }

    private Path npy(byte[] content) throws Exception {
        return Files.write(folder.resolve("image.npy"), content);
    }

    private Path out() {
        return folder.resolve("out");
    }

    private CommandRun verify(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(out()));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(new VerifyCommand(), all.toArray());
    }
}
