package io.hyps.gateway.replay;

import io.hyps.gateway.recording.RecordedFrame;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.result.InferenceResult;
import io.hyps.protocol.result.InferenceResult.OutputTensor;
import io.hyps.protocol.result.InferenceResult.Prediction;
import io.hyps.protocol.result.InferenceResult.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A replay's answer beside the recorded one. Raw outputs are compared where both have them, else the scores; the best
 * class must be the same where it stands out by more than the tolerance; an error must be the same error.
 *
 * @param numbers how far the numbers are apart; none if there are none to compare
 */
public record Comparison(Optional<Gap> numbers, Optional<Difference> difference) {
    /** Compares. */
    public static Comparison of(RecordedFrame recorded, Optional<InferenceResult> got, int cuts) {
        if (recorded.result().isEmpty()) {
            return otherwise(recorded, got, "nothing is recorded of it to compare with", Optional.empty());
        }
        if (got.isEmpty()) {
            return otherwise(recorded, got, "the replay gave no answer in time", Optional.empty());
        }
        InferenceResult wanted = recorded.result().get();
        InferenceResult result = got.get();
        if (wanted.status() == Status.ERROR || result.status() == Status.ERROR) {
            boolean same = wanted.status() == result.status() && code(wanted).equals(code(result));
            return same
                    ? new Comparison(Optional.empty(), Optional.empty())
                    : otherwise(recorded, got, "an error is no answer", Optional.empty());
        }
        return ofAnswers(recorded, wanted, result, cuts);
    }

    private static Comparison ofAnswers(RecordedFrame recorded, InferenceResult wanted, InferenceResult got, int cuts) {
        Optional<InferenceResult> answer = Optional.of(got);
        List<OutputTensor> before = orEmpty(wanted.outputs());
        List<OutputTensor> now = orEmpty(got.outputs());
        if (before.isEmpty() || now.isEmpty()) {
            return ofScores(recorded, orEmpty(wanted.predictions()), got);
        }
        if (!signature(before).equals(signature(now))) {
            return otherwise(
                    recorded,
                    answer,
                    "outputs " + signature(now) + ", recorded " + signature(before),
                    Optional.empty());
        }
        Optional<Gap> worst = Optional.empty();
        for (int i = 0; i < before.size(); i++) {
            Gap gap = Gap.between(before.get(i), now.get(i), cuts);
            if (!gap.isNone()) {
                return otherwise(recorded, answer, gap.text(), Optional.of(gap));
            }
            worst = Optional.of(worst.filter(w -> w.maxRel() >= gap.maxRel()).orElse(gap));
        }
        return new Comparison(worst, Optional.empty());
    }

    private static Comparison ofScores(RecordedFrame recorded, List<Prediction> before, InferenceResult got) {
        List<Prediction> now = orEmpty(got.predictions());
        if (before.size() != now.size()) {
            return otherwise(
                    recorded,
                    Optional.of(got),
                    now.size() + " predictions, recorded " + before.size(),
                    Optional.empty());
        }
        Gap gap = Gap.ofScores(before, now);
        return gap.isNone()
                ? new Comparison(Optional.of(gap), Optional.empty())
                : otherwise(recorded, Optional.of(got), gap.text(), Optional.of(gap));
    }

    private static List<String> signature(List<OutputTensor> outputs) {
        return outputs.stream().map(o -> o.name() + " " + o.type() + o.shape()).toList();
    }

    private static Comparison otherwise(
            RecordedFrame recorded, Optional<InferenceResult> got, String reason, Optional<Gap> gap) {
        Frame frame = recorded.frame();
        return new Comparison(
                gap,
                Optional.of(new Difference(
                        frame.id(),
                        frame.sensor(),
                        frame.model(),
                        recorded.place().toString(),
                        recorded.result().map(Comparison::brief).orElse("nothing"),
                        got.map(Comparison::brief).orElse("nothing"),
                        reason,
                        gap.map(Gap::maxAbs).filter(Double::isFinite),
                        gap.map(Gap::maxRel).filter(Double::isFinite))));
    }

    private static String brief(InferenceResult result) {
        if (result.error() != null) {
            return "error " + result.error().code() + ": " + result.error().message();
        }
        List<Prediction> predictions = orEmpty(result.predictions());
        return predictions.isEmpty()
                ? "no predictions"
                : String.format(
                        Locale.ROOT,
                        "%s, score %.6g",
                        predictions.get(0).label(),
                        predictions.get(0).score());
    }

    private static String code(InferenceResult result) {
        return result.error() == null ? "" : result.error().code().toString();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
