package io.hyps.gateway.dispatch;

import io.hyps.gateway.image.ImageRefusedException;
import io.hyps.gateway.image.Preprocessor;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.InputTensors;
import io.hyps.protocol.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the model's input tensors of a frame: of its image by the manifest in the plan, or as it holds them. Safe for use from many threads. */
public final class FramePreparer {
    private final Preprocessor preprocessor;

    public FramePreparer(Preprocessor preprocessor) {
        this.preprocessor = preprocessor;
    }

    /** @throws ImageRefusedException if the image cannot be used, or the model takes no images */
    Prepared prepare(Plan plan, Frame frame) throws ImageRefusedException {
        long before = System.nanoTime();
        if (isOfTensors(frame)) {
            Map<String, Tensor> tensors = tensors(plan, frame);
            return new Prepared(Optional.empty(), tensors, System.nanoTime() - before);
        }
        ImageInput input = input(plan);
        Tensor tensor = preprocessor.preprocess(input, frame.image());
        return new Prepared(Optional.of(input), Map.of(input.tensor(), tensor), System.nanoTime() - before);
    }

    /** Whether the frame holds the model's inputs in place of an image. */
    static boolean isOfTensors(Frame frame) {
        return frame.contentType().equals(InputTensors.CONTENT_TYPE);
    }

    private static Map<String, Tensor> tensors(Plan plan, Frame frame) throws ImageRefusedException {
        Map<String, Tensor> tensors;
        try {
            tensors = InputTensors.decode(frame.image().array());
        } catch (MalformedMessageException e) {
            throw new ImageRefusedException(ErrorCode.UNDECODABLE_TENSORS, String.valueOf(e.getMessage()), e);
        }
        Optional<String> misfit = InputCheck.misfit(plan, tensors);
        if (misfit.isPresent()) {
            throw new ImageRefusedException(ErrorCode.WRONG_SHAPE, misfit.get());
        }
        return tensors;
    }

    private static ImageInput input(Plan plan) throws ImageRefusedException {
        String model = plan.model().name();
        Manifest manifest = plan.findManifest()
                .orElseThrow(() -> new ImageRefusedException(
                        ErrorCode.NO_MANIFEST,
                        "model '" + model + "' was published without a manifest, so it takes no images; plan it with"
                                + " --manifest"));
        ImageInput input = manifest.input();
        if (!plan.inputs().equals(List.of(input.tensor()))) {
            throw new ImageRefusedException(
                    ErrorCode.WRONG_SHAPE,
                    "model '" + model + "' takes the tensors " + plan.inputs() + ", an image makes '" + input.tensor()
                            + "' only");
        }
        TensorSpec wanted = plan.tensor(input.tensor());
        if (wanted.type() != input.elementType() || !wanted.shape().equals(input.tensorShape())) {
            throw new ImageRefusedException(
                    ErrorCode.WRONG_SHAPE,
                    "the manifest of model '" + model + "' makes " + input.elementType() + input.tensorShape()
                            + " of an image, its input '" + wanted.name() + "' is " + wanted.type() + wanted.shape()
                            + "; mend the manifest");
        }
        return input;
    }

    /**
     * A frame as the model takes it.
     *
     * @param input what its tensor was made by; none if the frame holds tensors
     * @param nanos that it took
     */
    record Prepared(Optional<ImageInput> input, Map<String, Tensor> tensors, long nanos) {
        /** Whether it would be the same by this plan. */
        boolean suits(Plan plan) {
            return input.map(by -> plan.findManifest()
                            .map(Manifest::input)
                            .filter(by::equals)
                            .isPresent())
                    .orElseGet(() -> InputCheck.misfit(plan, tensors).isEmpty());
        }
    }
}
