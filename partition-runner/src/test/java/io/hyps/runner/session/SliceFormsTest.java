package io.hyps.runner.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.runner.TinyModel;
import io.hyps.runner.session.SliceForms.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceFormsTest {
    private static final TinyModel.Slice CONVOLUTION = TinyModel.convolution("x", "y", 3);
    private static final TinyModel.Slice ADDITION = TinyModel.addition("a", "b", "y");

    @TempDir
    Path directory;

    @Test
    void readsTheSizesOfWeightsFromTheGraph() throws Exception {
        assertThat(SliceWeights.read(write(CONVOLUTION)))
                .isEqualTo(new SliceWeights(
                        4, 4, List.of(new ExternalWeight("weight", 1, List.of(1L, 1L, 1L, 1L), 0, 4))));
        assertThat(SliceWeights.read(write(ADDITION))).isEqualTo(new SliceWeights(0, 0, List.of()));
    }

    @Test
    void makesACopyOnceWhereTheMemoryAllows() throws Exception {
        Path graph = write(CONVOLUTION);

        SliceForm made = forms(Choice.AUTO).choose(CONVOLUTION.ref(), graph, 16);
        SliceForm found = forms(Choice.AUTO).choose(CONVOLUTION.ref(), graph, 0);

        assertThat(made.mode()).isEqualTo(SliceForm.Mode.FAST);
        assertThat(made.graph()).isRegularFile().isNotEqualTo(graph);
        assertThat(found).isEqualTo(made);
    }

    @Test
    void staysLeanWhereItDoesNot() throws Exception {
        assertThat(forms(Choice.AUTO)
                        .choose(CONVOLUTION.ref(), write(CONVOLUTION), 15)
                        .mode())
                .isEqualTo(SliceForm.Mode.LEAN);
        assertThat(forms(Choice.LEAN)
                        .choose(CONVOLUTION.ref(), write(CONVOLUTION), 1000)
                        .mode())
                .isEqualTo(SliceForm.Mode.LEAN);
    }

    @Test
    void staysLeanWhereTheProcessHasOutgrownItsAccount() throws Exception {
        for (long room : new long[] {15, -1}) {
            SliceForms grown = new SliceForms(copies(), Choice.AUTO, () -> room, bytes -> {});

            assertThat(grown.choose(CONVOLUTION.ref(), write(CONVOLUTION), 1000).mode())
                    .isEqualTo(SliceForm.Mode.LEAN);
        }
    }

    @Test
    void copiesNothingOfWhichNothingWouldBeReordered() throws Exception {
        assertThat(forms(Choice.AUTO).choose(ADDITION.ref(), write(ADDITION), 0).mode())
                .isEqualTo(SliceForm.Mode.DIRECT);
    }

    @Test
    void makesADamagedCopyAgain() throws Exception {
        Path graph = write(CONVOLUTION);
        SliceForm made = forms(Choice.AUTO).choose(CONVOLUTION.ref(), graph, 16);
        byte[] whole = Files.readAllBytes(made.graph());
        Files.write(made.graph(), new byte[] {1, 2, 3});

        SliceForm again = forms(Choice.AUTO).choose(CONVOLUTION.ref(), graph, 16);

        assertThat(again.graph()).hasBinaryContent(whole);
    }

    @Test
    void staysLeanWhenTheDiskIsFullOrTheGraphCannotBeRead() throws Exception {
        SliceForms full = new SliceForms(copies(), Choice.AUTO, () -> 1000, bytes -> {
            throw new IOException("no space");
        });
        Path noise = directory.resolve("noise.onnx");
        Files.write(noise, new byte[] {58, 127, 1});

        assertThat(full.choose(CONVOLUTION.ref(), write(CONVOLUTION), 1000).mode())
                .isEqualTo(SliceForm.Mode.LEAN);
        assertThat(forms(Choice.AUTO).choose(CONVOLUTION.ref(), noise, 16).mode())
                .isEqualTo(SliceForm.Mode.LEAN);
    }

    @Test
    void tellsProcessorsApart() throws Exception {
        Path one = Files.writeString(directory.resolve("one"), "processor : 0\nmodel name : A\nflags : avx2\n");
        Path same = Files.writeString(directory.resolve("same"), "processor : 1\nmodel name : A\nflags : avx2\n");
        Path other = Files.writeString(directory.resolve("other"), "processor : 0\nmodel name : A\nflags : sse\n");

        assertThat(Processor.key(one)).isEqualTo(Processor.key(same)).isNotEqualTo(Processor.key(other));
        assertThat(Processor.key(directory.resolve("none"))).hasSize(12);
    }

    private SliceForms forms(Choice choice) {
        return new SliceForms(copies(), choice, () -> 1000, bytes -> {});
    }

    private OptimisedCopies copies() {
        return new OptimisedCopies(directory, "edge-1", "1", "cpu");
    }

    private Path write(TinyModel.Slice slice) throws IOException {
        for (Map.Entry<Sha256, byte[]> file : slice.files().entrySet()) {
            SliceRef.Blob weights = slice.ref().weights();
            String name = weights != null && weights.sha256().equals(file.getKey())
                    ? weights.weightsFileName()
                    : file.getKey() + ".onnx";
            Files.write(directory.resolve(name), file.getValue());
        }
        return directory.resolve(slice.ref().graph().graphFileName());
    }
}
