package io.hyps.protocol.mqtt;

/** What the broker said of a message, in its PUBACK. */
public sealed interface PublishOutcome {
    /** Accepted, for at least one subscriber as far as the broker tells. */
    record Delivered() implements PublishOutcome {}

    /** Accepted, but nobody subscribes to the topic: reason code 0x10. */
    record NoSubscribers() implements PublishOutcome {}

    /** Refused: a reason code of 0x80 or above. */
    record Refused(int reasonCode, String reason) implements PublishOutcome {}
}
