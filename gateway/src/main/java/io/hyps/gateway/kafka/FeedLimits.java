package io.hyps.gateway.kafka;

/**
 * How many frames a gateway takes from Kafka before they have their results.
 *
 * @param inFlight dispatched at once, of each model
 * @param held in memory, of all models, with those that wait; each poll may bring as many more
 * @param heldBytes of their images; each poll may bring what one fetch does
 */
public record FeedLimits(int inFlight, int held, long heldBytes) {
    private static final int MOST_HELD = 10_000;

    public FeedLimits {
        if (inFlight < 1) {
            throw new IllegalArgumentException("hyps.gateway.frames-in-flight is " + inFlight + ": use 1 or more");
        }
        if (held < inFlight || held > MOST_HELD) {
            throw new IllegalArgumentException("hyps.gateway.frames-held is " + held
                    + ": use at least frames-in-flight (" + inFlight + ") and at most " + MOST_HELD);
        }
        if (heldBytes < 1) {
            throw new IllegalArgumentException("hyps.gateway.bytes-held is " + heldBytes + ": use 1 or more");
        }
    }
}
