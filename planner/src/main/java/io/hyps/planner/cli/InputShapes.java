package io.hyps.planner.cli;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code NAME=1x3x224x224}; the name may hold equals signs itself. */
final class InputShapes {
    private InputShapes() {}

    static Map<String, Shape> parse(List<String> texts) {
        Map<String, Shape> shapes = new HashMap<>();
        for (String text : texts) {
            int equals = text.lastIndexOf('=');
            String dimensions = text.substring(equals + 1);
            if (equals < 1 || !dimensions.matches("[1-9][0-9]{0,17}(x[1-9][0-9]{0,17})*")) {
                throw new IllegalArgumentException("--input-shape '" + ForeignText.printable(text)
                        + "' is not understood: write NAME=1x3x224x224");
            }
            List<Long> sizes =
                    Arrays.stream(dimensions.split("x")).map(Long::valueOf).toList();
            if (shapes.put(text.substring(0, equals), new Shape(sizes)) != null) {
                throw new IllegalArgumentException(
                        "--input-shape gives '" + ForeignText.printable(text.substring(0, equals)) + "' twice");
            }
        }
        return shapes;
    }
}
