package io.hyps.planner.networks;

import io.hyps.planner.onnx.ModelBuilder;

/** ResNet (He and others 2015) with unfused BatchNormalization; 32 or more pixels a side, 224 in the paper. */
public final class ResNet {
    private static final int[] STAGE_WIDTHS = {64, 128, 256, 512};
    private static final float BRANCH_SCALE = 0.3f;

    private final Layers layers = new Layers();
    private final int divisor;

    private ResNet(int divisor) {
        this.divisor = divisor;
    }

    public static ModelBuilder eighteen(int divisor, int side) {
        return new ResNet(divisor).build(side, new int[] {2, 2, 2, 2}, false);
    }

    public static ModelBuilder fifty(int divisor, int side) {
        return new ResNet(divisor).build(side, new int[] {3, 4, 6, 3}, true);
    }

    private ModelBuilder build(int side, int[] blocks, boolean bottleneck) {
        Feature x = layers.conv(
                "conv1",
                layers.image(side),
                Kernel.square(64 / divisor, 7).stride(2).withoutBias());
        x = layers.maxPool("maxpool", layers.relu("relu", layers.norm("bn1", x)), 3, 2);
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                String name = "layer" + (stage + 1) + "." + i;
                int stride = stage > 0 && i == 0 ? 2 : 1;
                int width = STAGE_WIDTHS[stage] / divisor;
                x = bottleneck ? bottleneck(name, x, width, stride) : basic(name, x, width, stride);
            }
        }
        layers.node("GlobalAveragePool", "avgpool", x.tensor());
        layers.node("Flatten", "flatten", "avgpool");
        return layers.logits("flatten", x.channels(), 1000 / divisor);
    }

    private Feature basic(String name, Feature in, int width, int stride) {
        Feature x = normed(name + "/conv1", in, Kernel.square(width, 3).stride(stride), 1);
        x = normed(name + "/conv2", layers.relu(name + "/relu1", x), Kernel.square(width, 3), BRANCH_SCALE);
        return join(name, in, x, stride);
    }

    private Feature bottleneck(String name, Feature in, int width, int stride) {
        Feature x = normed(name + "/conv1", in, Kernel.square(width, 1), 1);
        x = normed(
                name + "/conv2",
                layers.relu(name + "/relu1", x),
                Kernel.square(width, 3).stride(stride),
                1);
        x = normed(name + "/conv3", layers.relu(name + "/relu2", x), Kernel.square(4 * width, 1), BRANCH_SCALE);
        return join(name, in, x, stride);
    }

    private Feature join(String name, Feature in, Feature branch, int stride) {
        boolean same = in.channels() == branch.channels() && stride == 1;
        Feature around = same
                ? in
                : normed(
                        name + "/downsample",
                        in,
                        Kernel.square(branch.channels(), 1).stride(stride),
                        1);
        return layers.relu(name + "/relu", layers.add(name + "/add", branch, around));
    }

    private Feature normed(String name, Feature in, Kernel kernel, float scale) {
        return layers.norm(name + "/bn", layers.conv(name, in, kernel.withoutBias()), scale);
    }
}
