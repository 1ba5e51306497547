package io.hyps.planner.networks;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a network at full size as an ONNX file, to try commands on: {@code WriteNetwork vgg16 vgg16.onnx}. */
final class WriteNetwork {
    private WriteNetwork() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("give a name and a file; the names are " + Networks.all());
        }
        Networks.named(arguments[0]).full().get().write(Path.of(arguments[1]));
    }
}
