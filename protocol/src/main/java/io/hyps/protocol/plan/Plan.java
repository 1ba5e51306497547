package io.hyps.protocol.plan;

import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a model is run by several devices: its partitions, their devices, the tensors between them.
 *
 * @param schema the version of this document, {@value #SCHEMA}
 * @param manifest none if the model was planned without; then it takes tensors only, no images
 * @param objective what the planner sought, such as {@code memory}
 * @param residency {@link Residency#RESIDENT} if absent
 * @param inputs the model's input tensors
 * @param outputs the model's output tensors
 * @param shards how many topics each tensor has; a multiple of every partition's number of replicas
 * @param tensors all tensors that travel: inputs, outputs and those between partitions
 * @param partitions in an order in which they can run one after another
 * @param tolerance how far an element of an output may be from the whole model's, as a share of that output's largest, since
 *     tensors lose accuracy by their encodings; none if they do not
 */
public record Plan(
        int schema,
        ModelRef model,
        @Nullable Manifest manifest,
        String objective,
        Residency residency,
        List<String> inputs,
        List<String> outputs,
        int shards,
        List<TensorSpec> tensors,
        List<Partition> partitions,
        @Nullable Double tolerance) {
    public static final int SCHEMA = 1;

    private static final int MOST_SHARDS = 4096;

    public Plan {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("field 'schema' is " + schema + ", this version reads " + SCHEMA);
        }
        Required.field("model", model);
        Required.text("objective", objective);
        residency = residency == null ? Residency.RESIDENT : residency;
        inputs = List.copyOf(Required.field("inputs", inputs));
        outputs = List.copyOf(Required.field("outputs", outputs));
        tensors = List.copyOf(Required.field("tensors", tensors));
        partitions = List.copyOf(Required.field("partitions", partitions));
        if (shards < 1 || shards > MOST_SHARDS) {
            throw new IllegalArgumentException("field 'shards' is " + shards + ": use 1 to " + MOST_SHARDS);
        }
        if (manifest != null && !manifest.name().equals(model.name())) {
            throw new IllegalArgumentException(
                    "the manifest is of model '" + manifest.name() + "', the plan of '" + model.name() + "'");
        }
        if (tolerance != null && !(tolerance > 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("field 'tolerance' is " + tolerance + ": use a share above 0, up to 1");
        }
        PlanCheck.check(inputs, outputs, shards, tensors, partitions);
        PlanCheck.checkBatches(residency, tensors, partitions);
    }

    /** Without loss of accuracy. */
    public Plan(
            int schema,
            ModelRef model,
            @Nullable Manifest manifest,
            String objective,
            Residency residency,
            List<String> inputs,
            List<String> outputs,
            int shards,
            List<TensorSpec> tensors,
            List<Partition> partitions) {
        this(schema, model, manifest, objective, residency, inputs, outputs, shards, tensors, partitions, null);
    }

    /** The digest of the plan's canonical JSON (RFC 8785); its identity. */
    public Sha256 id() {
        return Sha256.of(Json.encodeCanonically(this));
    }

    /** @throws IllegalArgumentException if no such tensor travels */
    public TensorSpec tensor(String name) {
        return tensors.stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("tensor '" + name + "' is not in the plan"));
    }

    /** @throws IllegalArgumentException if no such tensor travels */
    public Route route(String tensor) {
        return new Route(
                tensor(tensor),
                partitions.stream().filter(p -> p.outputs().contains(tensor)).findFirst(),
                partitions.stream().filter(p -> p.inputs().contains(tensor)).toList(),
                outputs.contains(tensor));
    }

    /** How far an element of an output may be from the whole model's by encodings, as a share of its largest; 0 if not at all. */
    public double toleratedLoss() {
        return tolerance == null ? 0 : tolerance;
    }

    /** The names of the plan's devices, in the order of their first partition. */
    public Set<String> devices() {
        return partitions.stream()
                .flatMap(p -> p.replicas().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The partitions that a device runs. */
    public Stream<Partition> partitionsOf(String device) {
        return partitions.stream().filter(p -> p.replicas().contains(device));
    }

    public Optional<Manifest> findManifest() {
        return Optional.ofNullable(manifest);
    }

    /**
     * What each device must have, by the plan's names: for its partitions at once, or for the largest if they take turns.
     * At most {@link Long#MAX_VALUE}.
     */
    public Map<String, Long> peakMemoryBytesByDevice() {
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (Partition partition : partitions) {
            partition.replicas().forEach(d -> bytes.merge(d, partition.peakMemoryBytes(), this::together));
        }
        return bytes;
    }

    private long together(long bytes, long more) {
        if (residency == Residency.TURNS) {
            return Math.max(bytes, more);
        }
        return bytes > Long.MAX_VALUE - more ? Long.MAX_VALUE : bytes + more;
    }
}
