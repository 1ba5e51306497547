package io.hyps.planner.networks;

import java.util.List;

/** All networks of this package; node names are the same at both sizes. */
public final class Networks {
    private Networks() {}

    public static List<Network> all() {
        return List.of(
                new Network(
                        "vgg16",
                        () -> Vgg.sixteen(1, 224),
                        () -> Vgg.sixteen(16, 32),
                        List.of("conv1", "fc6"),
                        List.of("conv0", "pool5")),
                new Network(
                        "vgg19",
                        () -> Vgg.nineteen(1, 224),
                        () -> Vgg.nineteen(16, 32),
                        List.of("conv3", "fc6"),
                        List.of("conv0", "pool5")),
                new Network(
                        "resnet18",
                        () -> ResNet.eighteen(1, 224),
                        () -> ResNet.eighteen(8, 64),
                        List.of("layer3.0/conv1", "layer4.1/conv2"),
                        List.of("conv1", "maxpool")),
                new Network(
                        "resnet50",
                        () -> ResNet.fifty(1, 224),
                        () -> ResNet.fifty(8, 64),
                        List.of("layer4.0/conv2", "logits"),
                        List.of("conv1", "maxpool")),
                new Network(
                        "mobilenetv2",
                        () -> MobileNet.two(1, 224),
                        () -> MobileNet.two(4, 64),
                        List.of("features.2/depthwise", "features.18"),
                        List.of("features.2/expand", "features.2/project/bn")),
                new Network(
                        "squeezenet1.1",
                        () -> SqueezeNet.onePointOne(1, 224),
                        () -> SqueezeNet.onePointOne(4, 64),
                        List.of("fire9/expand3x3", "conv10"),
                        List.of("conv1", "pool1")),
                new Network(
                        "inception",
                        () -> Inception.three(1, 299),
                        () -> Inception.three(8, 75),
                        List.of("mixed60/a", "mixed61/7x1"),
                        List.of("stem1", "stem/pool2")),
                new Network(
                        "densenet",
                        () -> DenseNet.full(1, 224),
                        () -> DenseNet.shallow(4, 64),
                        List.of("denseblock2/layer8/1/conv"),
                        List.of("conv0", "pool0")),
                new Network(
                        "unet",
                        () -> UNet.of(1, 256),
                        () -> UNet.of(16, 64),
                        List.of("bottom/1", "up512"),
                        List.of("down64/1", "down64/2/relu")));
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static Network named(String name) {
        return all().stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is none of " + all()));
    }
}
