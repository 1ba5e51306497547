package io.hyps.gateway.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The committed records of hyps.results from a position on, as they come. For one thread. */
public interface ResultStream extends AutoCloseable {
    /** Waits until there are records, at most that long; none if there were none. */
    List<Placed> poll(Duration timeout);

    /** Where the next poll reads on. */
    ResultPositions positions();

    @Override
    void close();

    /**
     * A result and where its reader stands after it.
     *
     * @param after resumes a stream behind this record
     */
    record Placed(ResultRecord result, ResultPositions after) {}

    /** Opens streams. Safe for use from many threads. */
    @FunctionalInterface
    interface Source {
        /**
         * Opens a stream.
         *
         * @param from the end of the topic if empty
         * @throws IllegalArgumentException if the topic has no such position
         * @throws KafkaUnavailableException if Kafka does not answer
         */
        ResultStream open(Optional<ResultPositions> from) throws KafkaUnavailableException;
    }
}
