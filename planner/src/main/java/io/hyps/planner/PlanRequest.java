package io.hyps.planner;

import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.partition.Objective;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.tensor.Shape;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to plan.
 *
 * @param model the ONNX file
 * @param manifest what the file does not say; without it the plan takes tensors only, and its name is the file's
 * @param devices at least one, with different names
 * @param choices how to plan
 * @param inputShapes by input, where the file leaves dimensions open
 * @param samples how many random inputs to verify with, at least one
 * @param out the folder to write; it may hold an older plan, which is replaced
 */
public record PlanRequest(
        Path model,
        Optional<Manifest> manifest,
        List<DeviceSpec> devices,
        PlanChoices choices,
        Map<String, Shape> inputShapes,
        int samples,
        Path out) {
    private static final int USUAL_SAMPLES = 3;

    public PlanRequest {
        devices = List.copyOf(devices);
        inputShapes = Map.copyOf(inputShapes);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("there are no devices to plan for");
        }
        HashSet<String> names = new HashSet<>();
        for (DeviceSpec device : devices) {
            if (!names.add(device.id())) {
                throw new IllegalArgumentException("device '" + device.id() + "' is named twice");
            }
        }
        if (samples < 1) {
            throw new IllegalArgumentException("samples are " + samples + ": use at least 1");
        }
    }

    /** Without manifest and input shapes, as {@link PlanChoices#of}. */
    public static PlanRequest of(Path model, List<DeviceSpec> devices, Objective objective, Path out) {
        return new PlanRequest(
                model, Optional.empty(), devices, PlanChoices.of(objective), Map.of(), USUAL_SAMPLES, out);
    }

    public PlanRequest withChoices(PlanChoices made) {
        return new PlanRequest(model, manifest, devices, made, inputShapes, samples, out);
    }

    public PlanRequest withManifest(Optional<Manifest> given) {
        return new PlanRequest(model, given, devices, choices, inputShapes, samples, out);
    }

    public PlanRequest withInputShapes(Map<String, Shape> shapes) {
        return new PlanRequest(model, manifest, devices, choices, shapes, samples, out);
    }
}
