package io.hyps.bench.gateway;

import io.hyps.stack.terminal.Screen;
import java.util.Locale;

/** The report for people. */
final class GatewayText {
    private static final double MEBIBYTE = 1 << 20;

    private GatewayText() {}

    static void print(Screen screen, GatewayReport report) {
        GatewayReport.Answers answers = report.answers();
        line(
                screen,
                "%d images of %d sensors, %d under way of each; %d gateways, %d runners, %s; %d kills",
                report.images(),
                report.sensors(),
                report.window(),
                report.gateways(),
                report.runners(),
                report.broker(),
                report.kills());
        line(
                screen,
                "  answered %d, lost %d, twice %d, errors %d; %d frames in Kafka, %d results, %d of them of duplicates",
                answers.answered(),
                answers.lost(),
                answers.twice(),
                answers.errors(),
                answers.frames(),
                answers.results(),
                answers.duplicates());
        line(
                screen,
                "  dropped by the broker: %s; peak memory of a gateway: %.0f MiB",
                report.dropped() == null ? "it does not say" : report.dropped().toString(),
                report.gatewayPeakRssBytes() / MEBIBYTE);
        line(
                screen,
                "  %.1f s; in Kafka %.0f/s, answered %.0f/s; end to end p50 %.0f ms, p95 %.0f ms, p99 %.0f ms",
                report.seconds(),
                report.ingestPerSecond(),
                report.answersPerSecond(),
                report.latencyMs().p50(),
                report.latencyMs().p95(),
                report.latencyMs().p99());
        GatewayReport.Ingest ingest = report.ingest();
        if (ingest != null) {
            line(
                    screen,
                    "  ingest alone, %d images of %d bytes: %.0f/s; Kafka's own producer: %.0f/s; ratio %.2f",
                    ingest.images(),
                    ingest.bytes(),
                    ingest.perSecond(),
                    ingest.kafkaPerSecond(),
                    ingest.ratio());
        }
    }

    private static void line(Screen screen, String format, Object... values) {
        screen.line(String.format(Locale.ROOT, format, values));
    }
}
