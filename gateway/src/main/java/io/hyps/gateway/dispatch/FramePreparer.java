package io.hyps.gateway.dispatch;

import io.hyps.gateway.image.ImageRefusedException;
import io.hyps.gateway.image.Preprocessor;
import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.result.ErrorCode;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Tensor;
import java.util.List;

/** Makes the model's input tensor of a frame's image, by the manifest in the plan. Safe for use from many threads. */
public final class FramePreparer {
    private final Preprocessor preprocessor;

    public FramePreparer(Preprocessor preprocessor) {
        this.preprocessor = preprocessor;
    }

    /** @throws ImageRefusedException if the image cannot be used, or the model takes no images */
    Prepared prepare(Plan plan, Payload image) throws ImageRefusedException {
        long before = System.nanoTime();
        ImageInput input = input(plan);
        Tensor tensor = preprocessor.preprocess(input, image);
        return new Prepared(input, tensor, System.nanoTime() - before);
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
        if (wanted.type() != ElementType.FLOAT32 || !wanted.shape().equals(input.tensorShape())) {
            throw new ImageRefusedException(
                    ErrorCode.WRONG_SHAPE,
                    "the manifest of model '" + model + "' makes float32" + input.tensorShape() + " of an image, its"
                            + " input '" + wanted.name() + "' is " + wanted.type() + wanted.shape()
                            + "; mend the manifest");
        }
        return input;
    }

    /**
     * An image as the model takes it.
     *
     * @param nanos that it took
     */
    record Prepared(ImageInput input, Tensor tensor, long nanos) {
        /** Whether it would be the same by this plan. */
        boolean suits(Plan plan) {
            return plan.findManifest()
                    .map(Manifest::input)
                    .filter(input::equals)
                    .isPresent();
        }
    }
}
