package io.hyps.testkit;

import io.hyps.gateway.replay.Difference;
import io.hyps.gateway.replay.ReplayReport;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Says what a replay should have been. */
public final class ReplayAssert extends AbstractAssert<ReplayAssert, ReplayReport> {
    private static final int SHOWN = 5;

    private ReplayAssert(ReplayReport report) {
        super(report, ReplayAssert.class);
    }

    public static ReplayAssert assertThat(ReplayReport report) {
        return new ReplayAssert(report);
    }

    /** Every frame has the answer that is recorded of it, within the tolerance of its outputs' type. */
    public ReplayAssert answersAsRecorded() {
        isNotNull();
        if (!actual.isSame()) {
            failWithMessage("%s", description());
        }
        return this;
    }

    /** At least one frame has another answer. */
    public ReplayAssert answersOtherwise() {
        isNotNull();
        if (actual.isSame()) {
            failWithMessage("all of %s frames were answered as recorded", actual.frames());
        }
        return this;
    }

    private String description() {
        ReplayReport.Outcome outcome = actual.outcome();
        String first =
                outcome.first().stream().limit(SHOWN).map(Difference::text).collect(Collectors.joining("\n\n"));
        long more = outcome.differences() - Math.min(SHOWN, outcome.first().size());
        return outcome.differences() + " of " + actual.frames() + " frames were answered otherwise than recorded:\n\n"
                + first + (more > 0 ? "\n\n… and " + more + " more" : "");
    }
}
