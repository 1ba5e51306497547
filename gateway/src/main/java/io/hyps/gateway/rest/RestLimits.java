package io.hyps.gateway.rest;

import java.time.Duration;

/**
 * What HTTP clients may ask for.
 *
 * @param largestBodyBytes of a request, after decompression too
 * @param mostRequests under way at once; what is sent to Kafka counts until Kafka has it
 * @param mostBytes of their bodies together
 * @param uploadTimeout from a request's head to the end of its body
 * @param keptWithin how long Kafka may take to acknowledge a frame
 * @param usualWait for a result, if the client does not say
 * @param longestWait for a result
 * @param mostStreams of results at once
 * @param stalledStream how long a reader of a stream may take nothing
 */
public record RestLimits(
        int largestBodyBytes,
        int mostRequests,
        long mostBytes,
        Duration uploadTimeout,
        Duration keptWithin,
        Duration usualWait,
        Duration longestWait,
        int mostStreams,
        Duration stalledStream) {
    /** As it came, decompressed, and twice while it is taken apart. */
    private static final int BODIES_OF_A_FORM = 4;

    public RestLimits {
        requirePositive("requests-in-flight", mostRequests);
        requirePositive("streams", mostStreams);
        requirePositive("upload-timeout", uploadTimeout.toMillis());
        requirePositive("stalled-stream", stalledStream.toMillis());
        long largestForm = (long) BODIES_OF_A_FORM * largestBodyBytes;
        if (mostBytes < largestForm) {
            throw new IllegalArgumentException("hyps.gateway.rest.bytes-in-flight is " + mostBytes
                    + ": use at least four times max-image-bytes, " + largestForm);
        }
        if (usualWait.isNegative() || usualWait.compareTo(longestWait) > 0) {
            throw new IllegalArgumentException("hyps.gateway.rest.wait is " + usualWait.toSeconds() + " s: use 0 to "
                    + longestWait.toSeconds() + " s");
        }
    }

    private static void requirePositive(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("hyps.gateway.rest." + key + " is " + value + ": use 1 or more");
        }
    }
}
