package io.hyps.bench.transport;

import java.util.List;

/**
 * A line of the table.
 *
 * @param mbPerSecond millions of bytes, the median of the rounds
 * @param p50Ms of all messages of all rounds
 */
record TransportRow(String broker, String client, int bytes, int qos, double mbPerSecond, double p50Ms, double p95Ms) {
    private static final double BYTES_PER_MB = 1e6;
    private static final double NANOS_PER_MS = 1e6;

    /** What one client did in one round. */
    record Round(double bytesPerSecond, List<Long> latencyNanos) {}

    static TransportRow of(String broker, Clients client, int bytes, int qos, List<Round> rounds) {
        List<Double> speeds =
                rounds.stream().map(Round::bytesPerSecond).sorted().toList();
        List<Long> latencies = rounds.stream()
                .flatMap(round -> round.latencyNanos().stream())
                .sorted()
                .toList();
        return new TransportRow(
                broker,
                client.key(),
                bytes,
                qos,
                speeds.get(speeds.size() / 2) / BYTES_PER_MB,
                latencies.get(latencies.size() / 2) / NANOS_PER_MS,
                latencies.get(latencies.size() * 95 / 100) / NANOS_PER_MS);
    }
}
