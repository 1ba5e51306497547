package io.hyps.bench.planner;

import io.hyps.planner.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Full-size networks as exporters write them, BatchNorm unfused; sizes only. */
final class Networks {
    private final GraphDraft draft = new GraphDraft();
    private String last;
    private int weights;

    private Networks() {
        last = draft.input("input", 1, 3, 224, 224);
    }

    /**
     * VGG16 (Simonyan, Zisserman 2014).
     *
     * @param fc6Ways into how many shares fc6 is split by channel; 1 for none
     * @param fc7Ways fc7 likewise
     */
    static Graph vgg16(int fc6Ways, int fc7Ways) {
        Networks net = new Networks();
        for (int width : new int[] {64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0}) {
            if (width == 0) {
                net.pool("MaxPool", 2);
            } else {
                net.conv(width, 3, 1, true);
                net.unary("Relu");
            }
        }
        net.flatten();
        net.dense(4096, fc6Ways);
        net.unary("Relu");
        net.dense(4096, fc7Ways);
        net.unary("Relu");
        net.dense(1000, 1);
        return net.graph();
    }

    /**
     * ResNet of bottleneck blocks (He et al. 2015).
     *
     * @param blocks of each of the four stages: 3, 4, 6, 3 is ResNet50; 3, 8, 36, 3 is ResNet152
     */
    static Graph resnet(int... blocks) {
        Networks net = new Networks();
        net.conv(64, 7, 2, false);
        net.unary("BatchNormalization");
        net.unary("Relu");
        net.pool("MaxPool", 2);
        int width = 64;
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                net.bottleneck(width, block == 0 && stage > 0 ? 2 : 1, block == 0);
            }
            width *= 2;
        }
        net.pool("GlobalAveragePool", (int) net.shape()[2]);
        net.flatten();
        net.dense(1000, 1);
        return net.graph();
    }

    /** DenseNet121 (Huang et al. 2016), as torchvision has it: each layer reads a Concat of all before it. */
    static Graph densenet121() {
        Networks net = new Networks();
        net.conv(64, 7, 2, false);
        net.unary("BatchNormalization");
        net.unary("Relu");
        net.pool("MaxPool", 2);
        int[] layers = {6, 12, 24, 16};
        for (int block = 0; block < layers.length; block++) {
            net.dense(layers[block]);
            net.unary("BatchNormalization");
            net.unary("Relu");
            if (block < layers.length - 1) {
                net.conv(net.shape()[1] / 2, 1, 1, false);
                net.pool("AveragePool", 2);
            }
        }
        net.pool("GlobalAveragePool", (int) net.shape()[2]);
        net.flatten();
        net.dense(1000, 1);
        return net.graph();
    }

    /** A chain of convolutions of growing width. */
    static Graph chain(int nodes) {
        Networks net = new Networks();
        net.conv(16, 3, 4, true);
        for (int node = 1; node < nodes; node++) {
            net.conv(16 + node % 48, 3, 1, true);
        }
        return net.graph();
    }

    private void bottleneck(long width, int stride, boolean projects) {
        String input = last;
        conv(width, 1, 1, false);
        unary("BatchNormalization");
        unary("Relu");
        conv(width, 3, stride, false);
        unary("BatchNormalization");
        unary("Relu");
        conv(4 * width, 1, 1, false);
        unary("BatchNormalization");
        String main = last;
        last = input;
        if (projects) {
            conv(4 * width, 1, stride, false);
            unary("BatchNormalization");
        }
        last = draft.node("Add", List.of(main, last), draft.shape(main));
        unary("Relu");
    }

    private void dense(int layers) {
        List<String> features = new ArrayList<>(List.of(last));
        for (int layer = 0; layer < layers; layer++) {
            concat(features);
            unary("BatchNormalization");
            unary("Relu");
            conv(128, 1, 1, false);
            unary("BatchNormalization");
            unary("Relu");
            conv(32, 3, 1, false);
            features.add(last);
        }
        concat(features);
    }

    private void concat(List<String> features) {
        if (features.size() > 1) {
            long[] shape = draft.shape(features.get(0));
            shape[1] = features.stream().mapToLong(f -> draft.shape(f)[1]).sum();
            last = draft.node("Concat", features, shape);
        }
    }

    private void conv(long width, int kernel, int stride, boolean bias) {
        long[] shape = shape();
        List<String> reads = new ArrayList<>(List.of(last, weight(width, shape[1], kernel, kernel)));
        if (bias) {
            reads.add(weight(width));
        }
        last = draft.node("Conv", reads, 1, width, shape[2] / stride, shape[3] / stride);
    }

    private void unary(String type) {
        List<String> reads = new ArrayList<>(List.of(last));
        if (type.equals("BatchNormalization")) {
            for (int i = 0; i < 4; i++) {
                reads.add(weight(shape()[1]));
            }
        }
        last = draft.node(type, reads, shape());
    }

    private void pool(String type, int stride) {
        long[] shape = shape();
        last = draft.node(type, List.of(last), 1, shape[1], shape[2] / stride, shape[3] / stride);
    }

    private void flatten() {
        last = draft.node("Flatten", List.of(last), 1, Arrays.stream(shape()).reduce(1, (a, b) -> a * b));
    }

    private void dense(long width, int ways) {
        String input = last;
        String origin = "fc" + weights;
        List<String> shares = new ArrayList<>();
        for (int share = 0; share < ways; share++) {
            List<String> reads = List.of(input, weight(width / ways, shape()[1]), weight(width / ways));
            shares.add(draft.share("Gemm", origin, reads, 1, width / ways));
        }
        last = ways == 1 ? shares.get(0) : draft.node("Concat", shares, 1, width);
    }

    private long[] shape() {
        return draft.shape(last);
    }

    private String weight(long... shape) {
        return draft.weight("w" + weights++, shape);
    }

    private Graph graph() {
        return draft.graph(List.of(last));
    }
}
