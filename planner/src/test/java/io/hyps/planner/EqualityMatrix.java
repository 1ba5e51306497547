package io.hyps.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.networks.Network;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.Split;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.Reference;
import io.hyps.planner.verify.Verification;
import io.hyps.planner.verify.Verifier;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plans one model for several counts of devices and each objective, and takes what verification measures. The model is read,
 * and run whole, once.
 */
final class EqualityMatrix {
    private static final int[] DEVICES = {2, 3, 4, 8};
    /** So that the build stays quick. */
    private static final int[] FEW_DEVICES = {3, 8};

    private static final long PLENTY_BYTES = 8L << 30;
    private static final int SAMPLES = 2;

    private final Planner planner = Planner.create();
    private final String name;
    private final Path model;
    private final Path folder;
    private final Map<String, Tensor> sample;
    private final List<List<Split>> forced;
    private final Subject subject;
    private final Optional<Reference> whole;

    private EqualityMatrix(String name, Path model, Path folder, Map<String, Tensor> sample, List<List<Split>> forced)
            throws Exception {
        this.name = name;
        this.model = model;
        this.folder = folder;
        this.sample = sample;
        this.forced = forced;
        subject = planner.read(request(2, PLENTY_BYTES, Objective.MEMORY, List.of()));
        whole = sample.isEmpty() ? Optional.empty() : Optional.of(Reference.of(model, List.of(sample)));
    }

    /** A network with the splits it names; verified with random inputs only. */
    static EqualityMatrix of(Network network, Path model, Path folder) throws Exception {
        List<List<Split>> forced = new ArrayList<>();
        forced.add(network.channelSplits().stream()
                .map(node -> Split.parse(node + "=channel:3"))
                .toList());
        if (!network.tileBlock().isEmpty()) {
            forced.add(List.of(Split.parse(String.join("..", network.tileBlock()) + "=tile:2x2")));
        }
        return new EqualityMatrix(network.name(), model, folder, Map.of(), forced);
    }

    /** A trained model: its largest convolution is shared out, its first one made in tiles. */
    static EqualityMatrix of(String name, Path model, Path folder, Map<String, Tensor> sample) throws Exception {
        Graph graph = OnnxModel.read(model, shapes(sample)).graph();
        List<Node> convolutions = graph.nodes().stream()
                .filter(node -> node.opType().equals("Conv"))
                .toList();
        Node largest = convolutions.stream()
                .max(Comparator.comparingLong(node -> graph.shape(node.inputs().get(1))
                        .map(Shape::elementCount)
                        .orElse(0L)))
                .orElseThrow();
        return new EqualityMatrix(
                name,
                model,
                folder,
                sample,
                List.of(
                        List.of(Split.parse(largest.name() + "=channel:3")),
                        List.of(Split.parse(convolutions.get(0).name() + "=tile:2x2"))));
    }

    /** One plan's figures. */
    record Row(
            String network, String splits, String objective, int partitions, double maxRelDiff, double top1Agreement) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %d | %.1e | %.2f |",
                    network,
                    splits,
                    objective,
                    partitions,
                    maxRelDiff,
                    top1Agreement);
        }
    }

    List<Row> check() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int devices : FEW_DEVICES) {
            rows.addAll(check(devices, List.of()));
            // with splits each objective comes by once a count, so that the build stays quick
            for (int i = 0; i < forced.size(); i++) {
                Objective objective = Objective.values()[(devices + i) % Objective.values().length];
                rows.add(row(plan(devices, PLENTY_BYTES, objective, forced.get(i))));
            }
        }
        return rows;
    }

    /** For three devices only, each set of splits once: for large graphs, so that the build stays quick. */
    void checkFew() throws Exception {
        check(3, List.of());
        for (List<Split> splits : forced) {
            row(plan(3, PLENTY_BYTES, Objective.MEMORY, splits));
        }
    }

    /** Each objective with each set of splits. */
    List<Row> checkAll() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int devices : DEVICES) {
            rows.addAll(check(devices, List.of()));
            for (List<Split> splits : forced) {
                rows.addAll(check(devices, splits));
            }
        }
        return rows;
    }

    private List<Row> check(int devices, List<Split> splits) throws Exception {
        PlanOutcome.Feasible roomy = plan(devices, PLENTY_BYTES, Objective.MEMORY, splits);
        assertThat(roomy.plan().partitions()).hasSizeBetween(2, devices);
        // no more memory than that: the other objectives have to use several devices too
        long least = roomy.report().predicted().maxDeviceMemoryBytes();
        return List.of(
                row(roomy),
                row(plan(devices, least, Objective.THROUGHPUT, splits)),
                row(plan(devices, least, Objective.LATENCY, splits)));
    }

    private static Map<String, Shape> shapes(Map<String, Tensor> sample) {
        return sample.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, input -> input.getValue()
                .shape()));
    }

    private PlanOutcome.Feasible plan(int devices, long memoryBytes, Objective objective, List<Split> splits)
            throws Exception {
        PlanOutcome outcome = planner.plan(request(devices, memoryBytes, objective, splits), subject);
        assertThat(outcome)
                .as("%s for %d devices, %s, %s", name, devices, objective, splits)
                .isInstanceOf(PlanOutcome.Feasible.class);
        return (PlanOutcome.Feasible) outcome;
    }

    private PlanRequest request(int devices, long memoryBytes, Objective objective, List<Split> splits) {
        List<DeviceSpec> fleet = IntStream.range(0, devices)
                .mapToObj(i -> new DeviceSpec("d" + i, memoryBytes, 1, 0))
                .toList();
        return new PlanRequest(
                model,
                Optional.empty(),
                fleet,
                PlanChoices.of(objective).withSplits(splits),
                shapes(sample),
                SAMPLES,
                folder.resolve("out"));
    }

    private Row row(PlanOutcome.Feasible outcome) throws Exception {
        PlanReport report = outcome.report();
        double maxRelDiff = report.verified().maxRelDiff();
        double top1Agreement = report.verified().top1Agreement();
        if (whole.isPresent()) {
            Verification own = Verifier.compare(PlanFolder.open(outcome.folder()), whole.get());
            assertThat(own.beyondTolerance()).isEmpty();
            maxRelDiff = own.maxRelDiff();
            top1Agreement = own.top1Agreement();
        }
        assertThat(maxRelDiff).isLessThan(1e-4);
        assertThat(top1Agreement).isEqualTo(1);
        String kinds = report.splits().stream()
                .map(PlanReport.SplitRow::kind)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" and "));
        return new Row(
                name, kinds, report.objective(), outcome.plan().partitions().size(), maxRelDiff, top1Agreement);
    }
}
