package io.hyps.planner.networks;

/**
 * How a convolution goes over its input; padded so that only the stride changes the size.
 *
 * @param channels it makes
 * @param bias whether it adds one: not where a BatchNormalization follows
 */
record Kernel(int channels, int height, int width, int stride, int groups, boolean bias) {
    static Kernel square(int channels, int size) {
        return new Kernel(channels, size, size, 1, 1, true);
    }

    static Kernel of(int channels, int height, int width) {
        return new Kernel(channels, height, width, 1, 1, true);
    }

    /** One filter for each channel. */
    static Kernel depthwise(int channels, int size) {
        return new Kernel(channels, size, size, 1, channels, true);
    }

    Kernel stride(int step) {
        return new Kernel(channels, height, width, step, groups, bias);
    }

    Kernel withoutBias() {
        return new Kernel(channels, height, width, stride, groups, false);
    }

    int outputSide(int side) {
        return (side - 1) / stride + 1;
    }
}
