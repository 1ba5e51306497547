package io.hyps.stack.demo;

import io.hyps.gateway.image.ImageRefusedException;
import io.hyps.gateway.image.Preprocessor;
import io.hyps.protocol.plan.Manifest;
import io.hyps.protocol.tensor.Tensor;
import io.hyps.stack.parts.Installation;
import java.util.ArrayList;
import java.util.List;

/**
 * What the undivided model says of each sample image, preprocessed as the gateway does it.
 *
 * @param logits by image, then by class
 * @param millis how long each took
 */
record Reference(List<float[]> logits, Numbers millis) {
    /** Runs the model on the first images, as many as there are frames. */
    static Reference compute(Installation installation, Manifest manifest, Samples samples, int frames) {
        Preprocessor preprocessor = new Preprocessor();
        List<float[]> logits = new ArrayList<>();
        Numbers millis = new Numbers();
        try (WholeModel model = WholeModel.open(installation.demoModel())) {
            for (Samples.Sample sample : samples.images()
                    .subList(0, Math.min(frames, samples.images().size()))) {
                Tensor input =
                        preprocessor.preprocess(manifest.input(), sample.image().content());
                long start = System.nanoTime();
                logits.add(model.run(
                        manifest.input().tensor(),
                        input,
                        manifest.findOutput().orElseThrow().tensor()));
                millis.add((System.nanoTime() - start) / 1e6);
            }
        } catch (ImageRefusedException e) {
            throw new IllegalStateException("a sample image is not one: " + e.getMessage(), e);
        }
        return new Reference(logits, millis);
    }

    /** The class with the largest logit. */
    int best(int image) {
        float[] row = logits.get(image);
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    /** The share of images of which the model knows the true class. */
    double accuracy(Samples samples) {
        long right = 0;
        for (int i = 0; i < logits.size(); i++) {
            right += best(i) == samples.images().get(i).index() ? 1 : 0;
        }
        return (double) right / logits.size();
    }
}
