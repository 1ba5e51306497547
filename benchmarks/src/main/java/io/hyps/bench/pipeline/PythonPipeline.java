package io.hyps.bench.pipeline;

import io.hyps.bench.broker.BenchBroker;
import io.hyps.bench.process.LineProcess;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.stack.parts.Installation;
import io.hyps.stack.process.ChildProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** VGG16 in four Python processes on the same broker: {@code benchmarks/python/vgg16_mqtt.py}. For one thread. */
final class PythonPipeline implements AutoCloseable {
    private static final String INTERPRETER = "/usr/bin/python3";
    private static final int WARMING_UP = 5;

    private final LineProcess process;
    private final List<Long> brokerPids;
    private final int inFlight;
    private final List<Answer> alone = new ArrayList<>();
    private final List<Answer> loaded = new ArrayList<>();
    private final List<Answer> wholes = new ArrayList<>();
    private final List<Double> processor = new ArrayList<>();

    private PythonPipeline(LineProcess process, List<Long> brokerPids, int inFlight) {
        this.process = process;
        this.brokerPids = brokerPids;
        this.inFlight = inFlight;
    }

    /**
     * What it computes.
     *
     * @param weights as {@link VggWeights} writes them
     * @param answer to the image, of the whole model; every answer is compared with it
     */
    record Task(Path weights, Tensor image, Tensor answer) {}

    /** The process's answer to a turn. */
    private record Answer(double latencyMs, double perSecond, int frames) {
        static Answer parse(String line) {
            String[] words = line.split(" ");
            return new Answer(Double.parseDouble(words[0]), Double.parseDouble(words[1]), Integer.parseInt(words[2]));
        }
    }

    /** @param broker its processor time counts too, if its process is known */
    static PythonPipeline start(BenchBroker broker, int inFlight, Task task, Path work) throws IOException {
        Path script = Installation.locate().root().resolve("benchmarks/python/vgg16_mqtt.py");
        Path image = write(task.image(), work.resolve("image.f32"));
        Path answer = write(task.answer(), work.resolve("answer.f32"));
        List<String> command = List.of(
                INTERPRETER,
                script.toString(),
                "--host",
                broker.url().getHost(),
                "--port",
                Integer.toString(broker.url().getPort()),
                "--weights",
                task.weights().toString(),
                "--image",
                image.toString(),
                "--answer",
                answer.toString());
        PythonPipeline python = new PythonPipeline(
                LineProcess.start("the Python pipeline", command, work.resolve("python.log")),
                broker.process().stream().map(ChildProcess::pid).toList(),
                inFlight);
        python.ask("pipeline", WARMING_UP, inFlight);
        return python;
    }

    private static Path write(Tensor tensor, Path file) throws IOException {
        ByteBuffer data = tensor.data();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return Files.write(file, bytes);
    }

    void turn(int frames) throws IOException {
        wholes.add(ask("whole", frames));
        alone.add(ask("pipeline", frames, 1));
        List<Long> pids = Stream.concat(process.pids(), brokerPids.stream()).toList();
        double before = ProcessorTime.seconds(pids);
        Answer full = ask("pipeline", frames, inFlight);
        processor.add((ProcessorTime.seconds(pids) - before) / full.frames());
        loaded.add(full);
    }

    private Answer ask(String what, int... numbers) throws IOException {
        StringBuilder line = new StringBuilder(what);
        for (int number : numbers) {
            line.append(' ').append(number);
        }
        return Answer.parse(process.ask(line.toString()));
    }

    PipelineReport.Python report(double ours) {
        double theirs = Medians.of(loaded.stream().map(Answer::perSecond).toList());
        return new PipelineReport.Python(
                Medians.of(alone.stream().map(Answer::latencyMs).toList()),
                theirs,
                Medians.of(wholes.stream().map(Answer::latencyMs).toList()),
                Medians.of(processor),
                ours / theirs);
    }

    @Override
    public void close() {
        process.close();
    }
}
