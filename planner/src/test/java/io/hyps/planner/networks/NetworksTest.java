package io.hyps.planner.networks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.session.Session;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NetworksTest {
    @TempDir
    Path folder;

    static List<Network> networks() {
        return Networks.all();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersDependOnTheImageAndKeepTheirRange(Network network) throws Exception {
        ModelProto model = network.quick().get().build();
        int side = (int) model.getGraph()
                .getInput(0)
                .getType()
                .getTensorType()
                .getShape()
                .getDim(2)
                .getDimValue();
        Path file = network.quick().get().writeExternal(folder.resolve("m.onnx"));
        try (Session session = Session.open(file)) {
            float[] first = answer(session, side, 1);
            float[] second = answer(session, side, 2);

            assertThat(first).isNotEqualTo(second);
            float largest = 0;
            for (float element : first) {
                largest = Math.max(largest, Math.abs(element));
            }
            assertThat(largest).isBetween(1e-3f, 1e3f);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void namesNodesToSplitThatAreThere(Network network) {
        Set<String> names = network.quick().get().build().getGraph().getNodeList().stream()
                .map(NodeProto::getName)
                .collect(Collectors.toSet());

        assertThat(names).containsAll(network.channelSplits()).containsAll(network.tileBlock());
    }

    private static float[] answer(Session session, int side, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[3 * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        Tensor image = Tensor.ofFloats(Shape.of(1, 3, side, side), pixels);
        FloatBuffer answer = session.run(Map.of("input", image))
                .outputs()
                .values()
                .iterator()
                .next()
                .floats();
        float[] elements = new float[answer.remaining()];
        answer.get(elements);
        return elements;
    }
}
