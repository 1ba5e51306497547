package io.hyps.gateway.replay;

import io.hyps.gateway.collect.TensorValues;
import io.hyps.protocol.result.InferenceResult.OutputTensor;
import io.hyps.protocol.result.InferenceResult.Prediction;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Tolerance;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far two lists of numbers are apart.
 *
 * @param what whose numbers they are
 * @param maxAbs the largest difference
 * @param maxRel the same as a share of the largest recorded one
 * @param allowed how large it may be
 * @param sameTop whether the largest is at the same place, or within what is allowed of being so
 * @param where what differs most, in words
 */
public record Gap(String what, double maxAbs, double maxRel, double allowed, boolean sameTop, String where) {
    /**
     * A score may move by half of what its logits move, and of those the recording tells nothing here: half of 1e-4 of
     * logits up to 20.
     */
    private static final double SCORES = 1e-3;

    boolean isNone() {
        return maxAbs <= allowed && sameTop;
    }

    static Gap between(OutputTensor recorded, OutputTensor got, int cuts) {
        List<Double> before = TensorValues.of(recorded);
        double largest = before.stream()
                .mapToDouble(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double allowed = Tolerance.allowed(ElementType.parse(recorded.type()), largest, cuts);
        return of("output " + recorded.name(), before, TensorValues.of(got), allowed, largest, "element ");
    }

    /** Of all classes that either names; the one of which the other says nothing counts as it is. */
    static Gap ofScores(List<Prediction> recorded, List<Prediction> got) {
        Map<Integer, Double> now = new HashMap<>();
        got.forEach(p -> now.put(p.index(), p.score()));
        List<Double> before = recorded.stream().map(Prediction::score).toList();
        double least = before.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        List<Double> matched = recorded.stream()
                .map(p -> now.getOrDefault(p.index(), Math.min(least, p.score())))
                .toList();
        double largest = before.stream().mapToDouble(Math::abs).max().orElse(0);
        return of("scores", before, matched, SCORES * largest, largest, "class no. ");
    }

    private static Gap of(
            String what, List<Double> recorded, List<Double> got, double allowed, double largest, String place) {
        if (recorded.size() != got.size()) {
            return new Gap(
                    what,
                    Double.POSITIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    allowed,
                    false,
                    got.size() + " numbers, recorded " + recorded.size());
        }
        double maxAbs = 0;
        int worst = 0;
        int top = 0;
        int gotTop = 0;
        for (int i = 0; i < recorded.size(); i++) {
            double distance = Tolerance.distance(recorded.get(i), got.get(i));
            if (distance > maxAbs) {
                maxAbs = distance;
                worst = i;
            }
            top = recorded.get(i) > recorded.get(top) ? i : top;
            gotTop = got.get(i) > got.get(gotTop) ? i : gotTop;
        }
        boolean sameTop = recorded.isEmpty() || recorded.get(top) - recorded.get(gotTop) <= allowed;
        String where = recorded.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "largest at %s%d: recorded %.7g, now %.7g",
                        place,
                        worst,
                        recorded.get(worst),
                        got.get(worst));
        return new Gap(
                what, maxAbs, maxAbs == 0 ? 0 : maxAbs / Math.max(largest, Double.MIN_NORMAL), allowed, sameTop, where);
    }

    /** In one line. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%s: max|Δ| %.3g (%.3g of the largest), allowed %.3g%s; %s",
                what,
                maxAbs,
                maxRel,
                allowed,
                sameTop ? "" : ", another class is best",
                where);
    }
}
