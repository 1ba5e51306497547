package io.hyps.planner.report;

import io.hyps.planner.report.ReportData.Subject;
import io.hyps.planner.verify.Verification;
import java.util.List;

/** The plan in words. */
final class Headline {
    private final ReportData data;
    private final List<DeviceLoad> loads;

    Headline(ReportData data, List<DeviceLoad> loads) {
        this.data = data;
        this.loads = loads;
    }

    String title() {
        return Words.name(data.subject().model()) + " on " + Words.count(loads.size(), "device");
    }

    String summary() {
        DeviceLoad largest = fullest();
        return "The largest device, " + largest.device().id() + ", needs " + Words.bytes(largest.memoryBytes())
                + " of its "
                + Words.bytes(largest.device().memoryBytes()) + ". Predicted: "
                + Words.threeDigits(data.predicted().throughputPerSecond()) + " frames a second, "
                + Words.millis(data.predicted().latencyMs()) + " a frame; "
                + DeviceLoad.bottleneck(loads).device().id() + " sets the pace. " + verified();
    }

    String verified() {
        Verification verification = data.verification();
        return verification
                .beyondTolerance()
                .map(Words::name)
                .orElseGet(() -> "Verified on "
                        + Words.count(verification.samples(), "sample") + ": "
                        + (verification.maxRelDiff() == 0
                                ? "equal to the whole model, bit for bit."
                                : (data.encodings().tolerance().isPresent() ? "as" : "equal to")
                                        + " the whole model within " + Words.threeDigits(verification.maxRelDiff())
                                        + " of an output's largest element."));
    }

    String optimality() {
        Subject subject = data.subject();
        String gap =
                subject.gap() == 0 ? "" : " At most " + Words.threeDigits(subject.gap() * 100) + " % from the best.";
        return switch (subject.optimalIn()) {
            case "chain" -> "No contiguous cut of the node order is better." + gap;
            case "all" -> "No other cut of this graph is better." + gap;
            default -> "Not proved to be the best." + gap;
        };
    }

    DeviceLoad fullest() {
        return loads.stream()
                .max((a, b) -> Long.compare(a.memoryBytes(), b.memoryBytes()))
                .orElseThrow();
    }
}
