package io.hyps.planner.verify;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inputs from .npy files: each of the input's shape, or several samples of it along the first dimension. */
public final class GivenInputs {
    private GivenInputs() {}

    /** @throws MalformedMessageException if an input is missing, unknown or of another type or shape */
    public static List<Map<String, Tensor>> read(Plan plan, Map<String, Path> files)
            throws MalformedMessageException, IOException {
        for (String name : files.keySet()) {
            if (!plan.inputs().contains(name)) {
                throw new MalformedMessageException("the model has no input '" + ForeignText.printable(name)
                        + "'; its inputs are " + plan.inputs());
            }
        }
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (String name : plan.inputs()) {
            Path file = files.get(name);
            if (file == null) {
                throw new MalformedMessageException("input '" + name + "' has no file: give all inputs or none");
            }
            List<Tensor> tensors = split(file, NpyFile.read(file), plan.tensor(name));
            if (samples.isEmpty()) {
                tensors.forEach(tensor -> samples.add(new LinkedHashMap<>()));
            }
            if (samples.size() != tensors.size()) {
                throw new MalformedMessageException(
                        file + " holds " + tensors.size() + " samples, the other inputs " + samples.size());
            }
            for (int i = 0; i < tensors.size(); i++) {
                samples.get(i).put(name, tensors.get(i));
            }
        }
        return samples;
    }

    private static List<Tensor> split(Path file, Tensor all, TensorSpec wanted) throws MalformedMessageException {
        List<Long> has = all.shape().dimensions();
        List<Long> needs = wanted.shape().dimensions();
        boolean same = has.equals(needs);
        boolean stacked = !needs.isEmpty()
                && needs.get(0) == 1
                && has.size() == needs.size()
                && has.get(0) > 0
                && has.subList(1, has.size()).equals(needs.subList(1, needs.size()));
        if (all.type() != wanted.type() || !(same || stacked)) {
            throw new MalformedMessageException(
                    file + " is " + all + ", input '" + wanted.name() + "' is " + wanted.type() + wanted.shape());
        }
        int count = same ? 1 : has.get(0).intValue();
        int size = all.sizeBytes() / count;
        ByteBuffer data = all.data();
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tensors.add(Tensor.of(wanted.type(), wanted.shape(), data.slice(i * size, size)));
        }
        return tensors;
    }
}
