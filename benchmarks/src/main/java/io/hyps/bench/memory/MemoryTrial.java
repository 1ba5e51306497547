package io.hyps.bench.memory;

import io.hyps.bench.pipeline.AnswerCheck;
import io.hyps.bench.pipeline.Pipeline;
import io.hyps.bench.pipeline.PublishedOn;
import io.hyps.bench.whole.Form;
import io.hyps.bench.whole.WholeModel;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.tensor.TensorMessage;
import io.hyps.stack.parts.Stack;
import io.hyps.stack.parts.StackOptions;
import io.hyps.stack.process.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A plan on runners that each have so much memory and no more. */
final class MemoryTrial {
    /** Where a stack's runners keep their slices and copies, within its directory. */
    static final String SLICES = "slices";

    private static final int WARMING_UP = 3;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final ByteSize NO_LIMIT = ByteSize.parse("1024GiB");

    private final PlanFolder folder;
    private final int frames;
    private final int inFlight;
    private final Optional<Path> runnerBinary;
    private final boolean cold;
    private final AnswerCheck check;

    /**
     * @param runnerBinary a native runner; none means a JVM
     * @param cold whether each runner has its program from a copy that nobody has read
     */
    MemoryTrial(PlanFolder folder, int frames, int inFlight, Optional<Path> runnerBinary, boolean cold)
            throws Exception {
        this.folder = folder;
        this.frames = frames;
        this.inFlight = inFlight;
        this.runnerBinary = runnerBinary;
        this.cold = cold;
        this.check = AnswerCheck.of(folder);
    }

    PlanFolder folder() {
        return folder;
    }

    int devices() {
        return devices(folder);
    }

    /** On how many devices a plan runs. */
    static int devices(PlanFolder folder) {
        return (int) folder.plan().partitions().stream()
                .flatMap(partition -> partition.replicas().stream())
                .distinct()
                .count();
    }

    /**
     * What came of it; {@code problem} if not all answers came.
     *
     * @param p50Ms of a frame's latency
     * @param frameMs the time of the frames after the first tenth, by their number
     */
    record Result(int correct, double p50Ms, double frameMs, Cgroup.Usage usage, Optional<String> problem) {}

    /** The whole model in a process of its own, without a limit; its answers are what others are compared with. */
    Result whole(Form form, Path directory) throws Exception {
        Path model = folder.modelFile().orElseThrow();
        try (WholeModel process = WholeModel.start(model, form, 1, directory.resolve("whole-" + form))) {
            process.run(WARMING_UP);
            List<Long> nanos = process.run(frames);
            ProcessMemory memory = process.memory().orElseThrow();
            Cgroup.Usage usage = new Cgroup.Usage(
                    memory.anonymousBytes(),
                    memory.residentBytes() - memory.anonymousBytes(),
                    memory.peakResidentBytes(),
                    0);
            double p50Ms = nanos.stream().sorted().toList().get(frames / 2) / NANOS_PER_MILLI;
            double frameMs = nanos.stream()
                            .skip(frames / 10)
                            .mapToLong(Long::longValue)
                            .average()
                            .orElseThrow()
                    / NANOS_PER_MILLI;
            return new Result(frames, p50Ms, frameMs, usage, Optional.empty());
        }
    }

    /**
     * @param budget what each runner is told that it has
     * @param limit what it has; none means no limit
     * @param directory of the run; what its {@code slices} hold already is not fetched again
     * @param kept gets what the runners have in their caches at the end, as hard links
     */
    Result run(ByteSize budget, Optional<ByteSize> limit, Path directory, Optional<Path> kept) throws Exception {
        try (Cgroup cgroup = Cgroup.create()) {
            return run(budget, limit, directory, kept, cgroup);
        }
    }

    private Result run(ByteSize budget, Optional<ByteSize> limit, Path directory, Optional<Path> kept, Cgroup cgroup)
            throws Exception {
        List<String> prefix = new ArrayList<>(cgroup.prefix(limit.orElse(NO_LIMIT)));
        if (limit.isPresent() && limit.get().bytes() < budget.bytes()) {
            // whatever it is told, the heap is for the memory that it has
            prefix.addAll(List.of(
                    "env",
                    "_JAVA_OPTIONS=-Xmx" + StackOptions.runnerHeap(limit.get()).bytes()));
        }
        if (cold) {
            prefix.addAll(program(directory.resolve("programs")).prefix());
        }
        StackOptions options =
                StackOptions.of(directory).withRunners(devices(), budget).withRunnerPrefix(prefix);
        AtomicInteger correct = new AtomicInteger();
        try (Stack stack =
                Stack.start(runnerBinary.map(options::withRunnerBinary).orElse(options), (what, detail, took) -> {})) {
            try (Pipeline pipeline = Pipeline.open(stack.link(), PublishedOn.stack(stack, folder), check.input())) {
                pipeline.run(WARMING_UP, 1);
                Pipeline.Measured measured = pipeline.run(frames, inFlight, answer -> count(answer, correct));
                if (kept.isPresent()) {
                    link(directory.resolve(SLICES), kept.get());
                }
                return new Result(
                        correct.get(),
                        measured.p50Ms(),
                        MILLIS_PER_SECOND / measured.throughputPerSecond(),
                        cgroup.usage(),
                        Optional.empty());
            } catch (IllegalStateException e) {
                String problem = String.valueOf(e.getMessage());
                return new Result(correct.get(), Double.NaN, Double.NaN, cgroup.usage(), Optional.of(problem));
            }
        }
    }

    private ColdProgram program(Path copies) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"));
        Path program = runnerBinary.orElse(java.resolve("bin/java")).toAbsolutePath();
        Path home = runnerBinary.isPresent() ? program.resolveSibling("") : java;
        return ColdProgram.copy(home, program, devices(), copies);
    }

    /** Hard links to all files below a folder. */
    static void link(Path from, Path to) throws IOException {
        for (Path file : ColdFiles.in(from)) {
            Path link = to.resolve(from.relativize(file).toString());
            Files.createDirectories(link.getParent());
            Files.createLink(link, file);
        }
    }

    private void count(TensorMessage answer, AtomicInteger correct) {
        if (check.isRight(answer)) {
            correct.incrementAndGet();
        }
    }

    List<String> what() {
        return List.of(
                folder.plan().model().name(),
                devices() + " runners",
                folder.plan().residency().toString());
    }
}
