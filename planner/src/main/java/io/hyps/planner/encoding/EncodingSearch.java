package io.hyps.planner.encoding;

import io.hyps.planner.encoding.Encodings.Edge;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.slice.PlanFolder;
import io.hyps.planner.verify.EncodingLoss;
import io.hyps.planner.verify.Reference;
import io.hyps.planner.verify.SliceRuns;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Chooses how tensors travel: measures what each encoding does to each tensor of the samples, takes what betters the objective,
 * and proves that the outputs of the plan as a whole stay within the tolerance. A descent, edge by edge: not proved to be
 * the best choice.
 */
public final class EncodingSearch {
    private static final int MOST_ROUNDS = 4;

    private final PlanFolder folder;
    private final Reference reference;
    private final EncodingValue value;
    private final EncodingChoice choice;

    /** @param folder of the plan with all tensors raw */
    public EncodingSearch(PlanFolder folder, Reference reference, EncodingValue value, EncodingChoice choice) {
        this.folder = folder;
        this.reference = reference;
        this.value = value;
        this.choice = choice;
    }

    /**
     * Searches.
     *
     * @param raw runs of the slices with all tensors raw
     * @throws SessionException if ONNX Runtime refuses a slice
     */
    public Encodings search(SliceRuns raw) throws SessionException {
        Map<String, List<Edge>> candidates = withinTolerance(candidates(raw));
        Map<String, Edge> chosen = descend(candidates);
        while (isLossy(chosen)) {
            EncodingLoss loss = EncodingLoss.of(folder, reference, List.of(encodings(chosen)), choice.tolerance())
                    .get(0);
            if (loss.isWithin(choice.tolerance())) {
                break;
            }
            String worst = lossiest(chosen);
            double tooMuch = Objects.requireNonNull(chosen.get(worst)).loss();
            candidates.computeIfPresent(worst, (tensor, edges) -> edges.stream()
                    .filter(edge -> edge.loss() < tooMuch)
                    .toList());
            chosen = descend(candidates);
        }
        return new Encodings(
                inPlansOrder(chosen), isLossy(chosen) ? OptionalDouble.of(choice.tolerance()) : OptionalDouble.empty());
    }

    /** What saves the links more time than it takes the processors. */
    private Map<String, List<Edge>> candidates(SliceRuns raw) {
        EncodingMeter meter = new EncodingMeter();
        double before = value.work(Map.of());
        Map<String, List<Edge>> candidates = new LinkedHashMap<>();
        Plan plan = folder.plan();
        for (TensorSpec spec : plan.tensors()) {
            if (plan.outputs().contains(spec.name())) {
                continue;
            }
            List<Tensor> samples = raw.tensors().stream()
                    .map(tensors -> Objects.requireNonNull(tensors.get(spec.name())))
                    .toList();
            List<Edge> edges = new ArrayList<>();
            for (Encoding encoding : choice.mode().encodings()) {
                meter.measure(samples, encoding)
                        .map(carriage -> new Edge(encoding, carriage, 0))
                        .filter(edge -> value.work(Map.of(spec.name(), edge)) < before)
                        .ifPresent(edges::add);
            }
            candidates.put(spec.name(), edges);
        }
        return candidates;
    }

    /** Finds what each loses, alone. */
    private Map<String, List<Edge>> withinTolerance(Map<String, List<Edge>> candidates) throws SessionException {
        List<Map<String, Encoding>> trials = new ArrayList<>();
        candidates.forEach((tensor, edges) -> edges.stream()
                .filter(edge -> !edge.encoding().isLossless())
                .forEach(edge -> trials.add(Map.of(tensor, edge.encoding()))));
        List<EncodingLoss> losses = EncodingLoss.of(folder, reference, trials, choice.tolerance());
        Map<String, List<Edge>> within = new LinkedHashMap<>();
        candidates.forEach((tensor, edges) -> {
            List<Edge> kept = new ArrayList<>();
            for (Edge edge : edges) {
                if (edge.encoding().isLossless()) {
                    kept.add(edge);
                    continue;
                }
                EncodingLoss loss = losses.get(trials.indexOf(Map.of(tensor, edge.encoding())));
                if (loss.isWithin(choice.tolerance())) {
                    kept.add(new Edge(edge.encoding(), edge.carriage(), loss.share()));
                }
            }
            within.put(tensor, kept);
        });
        return within;
    }

    /** Losses are taken to add up, which the proof that follows need not confirm. */
    private Map<String, Edge> descend(Map<String, List<Edge>> candidates) {
        Map<String, Edge> chosen = new LinkedHashMap<>();
        EncodingValue.Worth best = value.of(chosen);
        boolean better = true;
        for (int round = 0; round < MOST_ROUNDS && better; round++) {
            better = false;
            for (Map.Entry<String, List<Edge>> candidate : candidates.entrySet()) {
                for (Edge edge : candidate.getValue()) {
                    Map<String, Edge> tried = new LinkedHashMap<>(chosen);
                    tried.put(candidate.getKey(), edge);
                    double loss =
                            tried.values().stream().mapToDouble(Edge::loss).sum();
                    EncodingValue.Worth worth = value.of(tried);
                    if (loss <= choice.tolerance() && worth.betters(best) && value.fits(tried)) {
                        chosen = tried;
                        best = worth;
                        better = true;
                    }
                }
            }
        }
        return chosen;
    }

    private static boolean isLossy(Map<String, Edge> chosen) {
        return chosen.values().stream().anyMatch(edge -> !edge.encoding().isLossless());
    }

    private static String lossiest(Map<String, Edge> chosen) {
        Optional<String> worst = chosen.entrySet().stream()
                .filter(edge -> !edge.getValue().encoding().isLossless())
                .max((a, b) -> Double.compare(a.getValue().loss(), b.getValue().loss()))
                .map(Map.Entry::getKey);
        return worst.orElseThrow();
    }

    private static Map<String, Encoding> encodings(Map<String, Edge> chosen) {
        return new Encodings(chosen, OptionalDouble.empty()).byTensor();
    }

    private Map<String, Edge> inPlansOrder(Map<String, Edge> chosen) {
        Map<String, Edge> ordered = new LinkedHashMap<>();
        for (TensorSpec spec : folder.plan().tensors()) {
            Edge edge = chosen.get(spec.name());
            if (edge != null) {
                ordered.put(spec.name(), edge);
            }
        }
        return ordered;
    }
}
