package io.hyps.bench.gateway;

import io.hyps.bench.kafka.AnswerAudit;
import java.io.Serial;
import java.nio.file.Path;
import java.util.List;

/** No answer came for long. The text says how far the images had come. */
final class StalledException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    StalledException(SensorFleet fleet, List<String> lost, AnswerAudit audit, Path logs) {
        super("no answer came for long: sent " + fleet.sent().size() + ", accepted " + fleet.accepted() + ", answered "
                + fleet.answered() + "; in Kafka " + audit.frames() + " frames, " + audit.results() + " results, "
                + lost.size() + " images without; logs in " + logs);
    }
}
