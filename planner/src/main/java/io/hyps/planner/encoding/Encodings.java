package io.hyps.planner.encoding;

import io.hyps.planner.cost.Part;
import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.Carriage;
import io.hyps.protocol.tensor.Encoding;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the tensors of a plan travel.
 *
 * @param edges by tensor, in the plan's order; all others travel raw
 * @param tolerance of the outputs, if some of the encodings lose accuracy
 */
public record Encodings(Map<String, Edge> edges, OptionalDouble tolerance) {
    /** All raw. */
    public static final Encodings NONE = new Encodings(Map.of(), OptionalDouble.empty());

    public Encodings {
        edges = Collections.unmodifiableMap(new LinkedHashMap<>(edges));
    }

    /**
     * A tensor that travels encoded.
     *
     * @param loss of the outputs if only this tensor is: the largest max|Δ| / max|y| of any output in any sample
     */
    public record Edge(Encoding encoding, Carriage carriage, double loss) {}

    /** What each encoded tensor costs. */
    public Map<String, Carriage> carriages() {
        Map<String, Carriage> carriages = new LinkedHashMap<>();
        edges.forEach((tensor, edge) -> carriages.put(tensor, edge.carriage()));
        return carriages;
    }

    /** A part with the bytes that travel, and with the time and memory that encoding and decoding take. */
    public Part applied(Part part, Graph graph) {
        double coding = part.inputs().stream()
                        .flatMap(tensor -> carriage(tensor).stream())
                        .mapToDouble(Carriage::decodeNanos)
                        .sum()
                + part.outputs().stream()
                        .flatMap(tensor -> carriage(tensor).stream())
                        .mapToDouble(Carriage::encodeNanos)
                        .sum();
        long room = part.outputs().stream()
                .flatMap(tensor -> carriage(tensor).stream())
                .mapToLong(Carriage::roomBytes)
                .max()
                .orElse(0);
        return new Part(
                part.nodes(),
                part.inputs(),
                part.outputs(),
                part.weightsBytes(),
                part.peakTensorBytes() + room,
                part.queueBytes(),
                bytes(part.inputs(), graph),
                bytes(part.outputs(), graph),
                part.computeNanos() + coding);
    }

    private long bytes(List<String> tensors, Graph graph) {
        return tensors.stream()
                .mapToLong(tensor -> carriage(tensor)
                        .map(carriage -> Math.round(carriage.bytes()))
                        .orElseGet(() -> graph.tensor(tensor).orElseThrow().sizeBytes()))
                .sum();
    }

    private Optional<Carriage> carriage(String tensor) {
        return Optional.ofNullable(edges.get(tensor)).map(Edge::carriage);
    }

    /** By tensor. */
    public Map<String, Encoding> byTensor() {
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        edges.forEach((tensor, edge) -> encodings.put(tensor, edge.encoding()));
        return encodings;
    }
}
