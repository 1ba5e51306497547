package io.hyps.bench.pipeline;

import io.hyps.bench.process.LineProcess;
import io.hyps.stack.parts.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** VGG16 in four Python processes on the same broker: {@code benchmarks/python/vgg16_mqtt.py}. For one thread. */
final class PythonPipeline implements AutoCloseable {
    private static final String INTERPRETER = "/usr/bin/python3";
    private static final int WARMING_UP = 5;

    private final LineProcess process;
    private final int inFlight;
    private final List<Double> latencies = new ArrayList<>();
    private final List<Double> throughputs = new ArrayList<>();

    private PythonPipeline(LineProcess process, int inFlight) {
        this.process = process;
        this.inFlight = inFlight;
    }

    static PythonPipeline start(URI broker, int inFlight, Path work) throws IOException {
        Path script = Installation.locate().root().resolve("benchmarks/python/vgg16_mqtt.py");
        List<String> command = List.of(
                INTERPRETER,
                script.toString(),
                "--host",
                broker.getHost(),
                "--port",
                Integer.toString(broker.getPort()));
        PythonPipeline python = new PythonPipeline(
                LineProcess.start("the Python pipeline", command, work.resolve("python.log")), inFlight);
        python.ask(WARMING_UP, inFlight);
        return python;
    }

    void turn(int frames) throws IOException {
        latencies.add(ask(frames, 1)[0]);
        throughputs.add(ask(frames, inFlight)[1]);
    }

    /** Milliseconds and frames per second. */
    private double[] ask(int frames, int underWay) throws IOException {
        String[] words = process.ask("pipeline " + frames + " " + underWay).split(" ");
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }

    PipelineReport.Python report(double ours) {
        double theirs = Medians.of(throughputs);
        return new PipelineReport.Python(Medians.of(latencies), theirs, ours / theirs);
    }

    @Override
    public void close() {
        process.close();
    }
}
