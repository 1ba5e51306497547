package io.hyps.planner;

import io.hyps.planner.networks.Network;
import io.hyps.planner.networks.Networks;
import io.hyps.planner.networks.TextImage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks planned for 3 and 8 devices (in full 2, 3, 4 and 8), each objective, with splits and without: the slices compute what the model does. */
final class EqualityTest {
    @TempDir
    Path folder;

    static List<Network> networks() {
        return Networks.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void smallNetworksStayEqual(Network network) throws Exception {
        Path model = network.quick().get().write(folder.resolve("model.onnx"));

        EqualityMatrix.of(network, model, folder).check();
    }

    /** Minutes and gigabytes: CONTRIBUTING.md has the command. */
    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void fullNetworksStayEqual(Network network) throws Exception {
        Path model = network.full().get().writeExternal(folder.resolve("model.onnx"));

        EqualityMatrix.of(network, model, folder).checkAll().forEach(System.out::println);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fashion_dag, src/test/resources/models/fashion_dag.onnx",
        "fashion_vgg16q, ../models/fashion/fashion_vgg16q.onnx"
    })
    void trainedNetworksStayEqual(String name, Path model) throws Exception {
        EqualityMatrix.of(name, model, folder, Map.of()).check();
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fashion_dag, src/test/resources/models/fashion_dag.onnx",
        "fashion_vgg16q, ../models/fashion/fashion_vgg16q.onnx"
    })
    void trainedNetworksStayEqualInFull(String name, Path model) throws Exception {
        EqualityMatrix.of(name, model, folder, Map.of()).checkAll().forEach(System.out::println);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ch_ppocr_mobile_v2.0_cls_infer, 48, 192",
        "ch_PP-OCRv3_det_infer, 64, 96",
        "ch_PP-OCRv4_det_infer, 64, 96",
        "ch_PP-OCRv3_rec_infer, 48, 64",
        "ch_PP-OCRv4_rec_infer, 48, 64"
    })
    void trainedNetworksWithOpenSidesStayEqual(String name, int height, int width) throws Exception {
        EqualityMatrix.of(name, ocr(name), folder, Map.of("x", TextImage.of(height, width)))
                .checkFew();
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ch_ppocr_mobile_v2.0_cls_infer, 48, 192",
        "ch_PP-OCRv3_det_infer, 640, 640",
        "ch_PP-OCRv4_det_infer, 640, 640",
        "ch_PP-OCRv3_rec_infer, 48, 320",
        "ch_PP-OCRv4_rec_infer, 48, 320"
    })
    void trainedNetworksWithOpenSidesStayEqualAtFullSize(String name, int height, int width) throws Exception {
        EqualityMatrix.of(name, ocr(name), folder, Map.of("x", TextImage.of(height, width)))
                .checkAll()
                .forEach(System.out::println);
    }

    private Path ocr(String name) throws Exception {
        Path model = folder.resolve(name + ".onnx");
        try (InputStream in = EqualityTest.class.getResourceAsStream("/models/" + name + ".onnx")) {
            Files.copy(Objects.requireNonNull(in, name), model);
        }
        return model;
    }
}
