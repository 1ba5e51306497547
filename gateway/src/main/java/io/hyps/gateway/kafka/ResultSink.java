package io.hyps.gateway.kafka;

import java.util.List;

/** Takes the records of hyps.results. */
@FunctionalInterface
public interface ResultSink {
    /** Passes them on, in order; returns when all have had their effect. */
    void accept(List<ResultRecord> results) throws InterruptedException;
}
