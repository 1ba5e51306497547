package io.hyps.planner.rewrite;

import io.hyps.planner.graph.Node;
import io.hyps.protocol.ForeignText;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The windows of a Conv or pooling node along its spatial axes. */
final class Windows {
    private Windows() {}

    /**
     * @param input the input's spatial sizes
     * @param output the output's
     * @param kernel of the weight, for a convolution that does not say it
     * @throws SplitException if ONNX and ONNX Runtime do not agree on the number of outputs
     */
    static List<Window> of(Node node, List<Long> input, List<Long> output, List<Long> kernel) throws SplitException {
        Attributes attributes = Attributes.of(node);
        int axes = input.size();
        List<Long> ones = Collections.nCopies(axes, 1L);
        List<Long> kernels = attributes.integers("kernel_shape").orElse(kernel);
        List<Long> strides = attributes.integers("strides").orElse(ones);
        List<Long> dilations = attributes.integers("dilations").orElse(ones);
        List<Long> pads = attributes.integers("pads").orElse(Collections.nCopies(2 * axes, 0L));
        String auto = attributes.text("auto_pad", "NOTSET");
        List<Window> windows = IntStream.range(0, axes)
                .mapToObj(axis -> {
                    Window given = new Window(
                            input.get(axis),
                            kernels.get(axis),
                            strides.get(axis),
                            dilations.get(axis),
                            pads.get(axis),
                            pads.get(axis + axes));
                    return padded(given, auto);
                })
                .toList();
        if (auto.startsWith("SAME") && windows.stream().anyMatch(Windows::skipsPlaces)) {
            // ONNX pads such an input by nothing, ONNX Runtime by less than nothing where it pools
            throw new SplitException("node '" + ForeignText.printable(node.name())
                    + "' has auto_pad and strides larger than its kernel");
        }
        boolean isRoundedUp = attributes.integer("ceil_mode", 0) == 1;
        for (int axis = 0; axis < axes; axis++) {
            long outputs = windows.get(axis).outputs(isRoundedUp);
            if (outputs != output.get(axis)) {
                throw new SplitException("node '" + ForeignText.printable(node.name()) + "' makes " + outputs
                        + " places by ONNX Runtime's count, " + output.get(axis) + " by the model's");
            }
        }
        return windows;
    }

    private static boolean skipsPlaces(Window window) {
        return window.stride() > window.dilation() * (window.kernel() - 1) + 1;
    }

    /** SAME_UPPER and SAME_LOWER pad so that there are ceil(size / stride) outputs; an odd place goes to that end. */
    private static Window padded(Window given, String auto) {
        if (auto.equals("NOTSET")) {
            return given;
        }
        long outputs = (given.size() + given.stride() - 1) / given.stride();
        long needed = (outputs - 1) * given.stride() + given.dilation() * (given.kernel() - 1) + 1 - given.size();
        long total = auto.equals("VALID") ? 0 : Math.max(0, needed);
        long begin = auto.equals("SAME_LOWER") ? total - total / 2 : total / 2;
        return new Window(given.size(), given.kernel(), given.stride(), given.dilation(), begin, total - begin);
    }
}
