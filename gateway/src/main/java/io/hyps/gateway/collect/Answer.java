package io.hyps.gateway.collect;

import io.hyps.protocol.plan.ClassOutput;
import io.hyps.protocol.result.InferenceResult.OutputTensor;
import io.hyps.protocol.result.InferenceResult.Prediction;
import io.hyps.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the model's outputs mean by its manifest.
 *
 * @param predictions best first, of equal ones the lower index first
 * @param outputs the tensors themselves, if the manifest asks for them
 */
public record Answer(List<Prediction> predictions, Optional<List<OutputTensor>> outputs) {
    public Answer {
        predictions = List.copyOf(predictions);
        outputs = outputs.map(List::copyOf);
    }

    /**
     * Reads the model's outputs.
     *
     * @throws UnusableAnswerException if the class scores are not as many as the labels, or not all numbers
     */
    public static Answer of(ClassOutput meaning, Map<String, Tensor> outputs) throws UnusableAnswerException {
        Tensor tensor = outputs.get(meaning.tensor());
        if (tensor == null) {
            throw new UnusableAnswerException("the manifest's output tensor '" + meaning.tensor()
                    + "' is none of the model's: " + outputs.keySet());
        }
        List<Double> values = TensorValues.of(tensor);
        List<String> labels = meaning.labels();
        if (values.size() != labels.size()) {
            throw new UnusableAnswerException("output '" + meaning.tensor() + "' " + tensor + " has " + values.size()
                    + " scores, the manifest " + labels.size() + " labels");
        }
        if (!values.stream().allMatch(Double::isFinite)) {
            throw new UnusableAnswerException(
                    "output '" + meaning.tensor() + "' holds a value that is no finite number");
        }
        List<Double> scores = scores(meaning.activation(), values);
        List<Prediction> best = IntStream.range(0, scores.size())
                .mapToObj(i -> new Prediction(labels.get(i), i, scores.get(i)))
                .sorted(Comparator.comparingDouble(Prediction::score).reversed())
                .limit(meaning.topK())
                .toList();
        return new Answer(best, meaning.raw() ? Optional.of(raw(outputs)) : Optional.empty());
    }

    /**
     * The answer to an image: the classes if the manifest says what they are, else the output tensors.
     *
     * @throws UnusableAnswerException as {@link #of}
     */
    public static Answer ofImage(Optional<ClassOutput> meaning, Map<String, Tensor> outputs)
            throws UnusableAnswerException {
        return meaning.isPresent() ? of(meaning.get(), outputs) : new Answer(List.of(), Optional.of(raw(outputs)));
    }

    /**
     * The outputs for a frame that came as tensors: all of them, bit by bit; and the classes, if there is a manifest by
     * which they can be told.
     */
    public static Answer ofTensors(Optional<ClassOutput> meaning, Map<String, Tensor> outputs) {
        List<OutputTensor> exact =
                outputs.entrySet().stream().map(Answer::exact).toList();
        return new Answer(meaning.map(m -> predictionsIfAny(m, outputs)).orElseGet(List::of), Optional.of(exact));
    }

    private static List<Prediction> predictionsIfAny(ClassOutput meaning, Map<String, Tensor> outputs) {
        try {
            return of(meaning, outputs).predictions();
        } catch (UnusableAnswerException e) {
            return List.of();
        }
    }

    private static OutputTensor exact(Map.Entry<String, Tensor> output) {
        Tensor tensor = output.getValue();
        byte[] bytes = new byte[tensor.sizeBytes()];
        tensor.data().get(bytes);
        return new OutputTensor(
                output.getKey(),
                tensor.type().toString(),
                tensor.shape().dimensions(),
                List.of(),
                Base64.getEncoder().encodeToString(bytes));
    }

    private static List<Double> scores(ClassOutput.Activation activation, List<Double> values) {
        return switch (activation) {
            case NONE -> values;
            case SOFTMAX -> softmax(values);
        };
    }

    /** Shifted by the largest, so that nothing overflows. */
    private static List<Double> softmax(List<Double> logits) {
        double largest = logits.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double[] powers =
                logits.stream().mapToDouble(logit -> Math.exp(logit - largest)).toArray();
        double sum = 0;
        for (double power : powers) {
            sum += power;
        }
        List<Double> scores = new ArrayList<>(powers.length);
        for (double power : powers) {
            scores.add(power / sum);
        }
        return scores;
    }

    private static List<OutputTensor> raw(Map<String, Tensor> outputs) {
        return outputs.entrySet().stream()
                .map(output -> new OutputTensor(
                        output.getKey(),
                        output.getValue().type().toString(),
                        output.getValue().shape().dimensions(),
                        TensorValues.of(output.getValue())))
                .toList();
    }
}
