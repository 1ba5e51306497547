package io.hyps.planner.partition;

import io.hyps.planner.cost.Part;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.Forecast.StageForecast;
import io.hyps.protocol.plan.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The cost model: what a plan is worth, whoever made it. Stages with the same replicas run in turns on those. A tensor
 * between stages of the same devices stays there; any other is published once, at {@link #NANOS_PER_MESSAGE}, and goes out
 * over its maker's link and in over each reader's. Links carry both ways at once, and while the device computes. R
 * replicas take every R-th frame, so they are R times as fast as the slowest of them. What travels encoded is encoded by its
 * maker and decoded by each reader, as part of their computing. Immutable.
 */
public final class Evaluator {
    /** What a message costs beside its bytes: an estimate. */
    public static final double NANOS_PER_MESSAGE = 500_000;

    /** How fast weights come from a device's disk: an assumption, of a plain flash disk. */
    public static final double LOADED_BYTES_PER_NANO = 0.5;

    private final Graph graph;
    private final Map<String, Carriage> carriages;

    private Evaluator(Graph graph, Map<String, Carriage> carriages) {
        this.graph = graph;
        this.carriages = Map.copyOf(carriages);
    }

    /** All tensors travel raw. */
    public static Evaluator of(Graph graph) {
        return of(graph, Map.of());
    }

    /** @param carriages of the tensors that travel encoded, by name */
    public static Evaluator of(Graph graph, Map<String, Carriage> carriages) {
        return new Evaluator(graph, carriages);
    }

    /** @param stages in an order in which they can run; the replicas of two are the same or have no device in common */
    public Forecast forecast(List<Stage> stages) {
        Map<List<DeviceSpec>, List<Integer>> crews = new HashMap<>();
        for (int i = 0; i < stages.size(); i++) {
            crews.computeIfAbsent(stages.get(i).replicas(), crew -> new ArrayList<>())
                    .add(i);
        }
        List<StageForecast> forecasts = new Run(stages, crews).stages();
        double bottleneck = 0;
        for (Map.Entry<List<DeviceSpec>, List<Integer>> crew : crews.entrySet()) {
            bottleneck = Math.max(
                    bottleneck,
                    bottleneck(crew.getValue().stream().map(forecasts::get).toList())
                            / crew.getKey().size());
        }
        double end = 0;
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            for (String tensor : stage.part().outputs()) {
                if (graph.outputs().contains(tensor)) {
                    end = Math.max(end, forecasts.get(i).endNanos() + sending(stage, tensor));
                }
            }
        }
        return new Forecast(
                end,
                bottleneck,
                forecasts.stream().mapToLong(StageForecast::memoryBytes).max().orElse(0),
                forecasts);
    }

    private static double bottleneck(List<StageForecast> stages) {
        double busy = stages.stream()
                .mapToDouble(s -> s.computeNanos() + s.loadNanos())
                .sum();
        double in = stages.stream().mapToDouble(StageForecast::inNanos).sum();
        double out = stages.stream().mapToDouble(StageForecast::outNanos).sum();
        return Math.max(busy, Math.max(in, out));
    }

    private double sending(Stage stage, String tensor) {
        return slowest(stage, device -> device.transferNanos(bytes(tensor))) + NANOS_PER_MESSAGE;
    }

    /** On the way. */
    private double bytes(String tensor) {
        Carriage carriage = carriages.get(tensor);
        return carriage == null ? rawBytes(tensor) : carriage.bytes();
    }

    private double rawBytes(String tensor) {
        return graph.tensor(tensor).map(TensorSpec::sizeBytes).orElse(0L);
    }

    private double encodeNanos(String tensor) {
        Carriage carriage = carriages.get(tensor);
        return carriage == null ? 0 : carriage.encodeNanos();
    }

    /** Of decoding what a part reads and encoding what it makes. */
    private double codingNanos(Part part) {
        double nanos = 0;
        for (String tensor : part.inputs()) {
            Carriage carriage = carriages.get(tensor);
            nanos += carriage == null ? 0 : carriage.decodeNanos();
        }
        for (String tensor : part.outputs()) {
            nanos += encodeNanos(tensor);
        }
        return nanos;
    }

    /** The largest that encoding a part's outputs takes: they are encoded one after another. */
    private long roomBytes(Part part) {
        return part.outputs().stream()
                .map(carriages::get)
                .filter(Objects::nonNull)
                .mapToLong(Carriage::roomBytes)
                .max()
                .orElse(0);
    }

    private static double slowest(Stage stage, ToDoubleFunction<DeviceSpec> nanos) {
        return stage.replicas().stream().mapToDouble(nanos).max().orElse(0);
    }

    /** A frame on its way through the stages. */
    private final class Run {
        private final List<Stage> stages;
        private final Map<List<DeviceSpec>, List<Integer>> crews;
        private final Map<String, Integer> makers = new HashMap<>();
        private final Map<List<DeviceSpec>, Double> freeAt = new HashMap<>();
        private final List<StageForecast> forecasts = new ArrayList<>();

        Run(List<Stage> stages, Map<List<DeviceSpec>, List<Integer>> crews) {
            this.stages = stages;
            this.crews = crews;
            for (int i = 0; i < stages.size(); i++) {
                for (String tensor : stages.get(i).part().outputs()) {
                    makers.put(tensor, i);
                }
            }
        }

        List<StageForecast> stages() {
            for (int i = 0; i < stages.size(); i++) {
                forecasts.add(stage(i));
            }
            return forecasts;
        }

        private StageForecast stage(int at) {
            Stage stage = stages.get(at);
            Part part = stage.part();
            List<Integer> turns = crews.getOrDefault(stage.replicas(), List.of());
            double begin = freeAt.getOrDefault(stage.replicas(), 0.0);
            double inBytes = 0;
            for (String tensor : part.inputs()) {
                boolean comes = !isMadeBy(stage.replicas(), tensor);
                begin = Math.max(begin, arrival(stage, tensor, comes));
                inBytes += comes ? bytes(tensor) : 0;
            }
            double outBytes = part.outputs().stream()
                    .filter(tensor -> leaves(at, tensor))
                    .mapToDouble(Evaluator.this::bytes)
                    .sum();
            double in = inBytes;
            double compute = slowest(stage, device -> (part.computeNanos() + codingNanos(part)) / device.speed());
            double load = turns.size() > 1 ? part.weightsBytes() / LOADED_BYTES_PER_NANO : 0;
            double end = begin + load + compute;
            freeAt.put(stage.replicas(), end);
            return new StageForecast(
                    compute,
                    load,
                    slowest(stage, device -> device.transferNanos(in)),
                    slowest(stage, device -> device.transferNanos(outBytes)),
                    part.memoryBytes() + roomBytes(part) + heldBytes(at, turns),
                    begin,
                    end);
        }

        private boolean isMadeBy(List<DeviceSpec> crew, String tensor) {
            Integer maker = makers.get(tensor);
            return maker != null && stages.get(maker).replicas().equals(crew);
        }

        private double arrival(Stage reader, String tensor, boolean comes) {
            Integer maker = makers.get(tensor);
            double there = maker == null ? 0 : forecasts.get(maker).endNanos();
            if (!comes) {
                return there;
            }
            double sent = maker == null ? encodeNanos(tensor) + NANOS_PER_MESSAGE : sending(stages.get(maker), tensor);
            return there + sent + slowest(reader, device -> device.transferNanos(bytes(tensor)));
        }

        private boolean leaves(int at, String tensor) {
            return graph.outputs().contains(tensor)
                    || stages.stream()
                            .anyMatch(other -> other.part().inputs().contains(tensor)
                                    && !other.replicas().equals(stages.get(at).replicas()));
        }

        /** Tensors for the device's later stages that are there already, or may be. */
        private long heldBytes(int at, List<Integer> turns) {
            Set<String> held = new HashSet<>();
            for (int later : turns) {
                if (later > at) {
                    held.addAll(stages.get(later).part().inputs());
                }
            }
            for (int notYet : turns) {
                if (notYet >= at) {
                    stages.get(notYet).part().outputs().forEach(held::remove);
                }
            }
            stages.get(at).part().inputs().forEach(held::remove);
            return (long) held.stream().mapToDouble(Evaluator.this::rawBytes).sum();
        }
    }
}
