package io.hyps.gateway.ingest;

/**
 * What ingest takes.
 *
 * @param duplicateWindow how many supplied ids are remembered, of each partition of hyps.frames
 * @param mostInFlight how many images are under way to Kafka at once
 */
public record IngestLimits(int largestImageBytes, int duplicateWindow, int mostInFlight) {
    /** Frames, requests and array sizes above that are not for Kafka. */
    private static final int MOST_IMAGE_BYTES = 128 << 20;

    private static final long USUALLY_HELD_BYTES = 64 << 20;

    public IngestLimits {
        if (largestImageBytes < 1 || largestImageBytes > MOST_IMAGE_BYTES) {
            throw new IllegalArgumentException("hyps.gateway.max-image-bytes is " + largestImageBytes
                    + " bytes: use 1 to " + MOST_IMAGE_BYTES + " (128 MiB)");
        }
        if (duplicateWindow < 1) {
            throw new IllegalArgumentException(
                    "hyps.gateway.duplicate-window is " + duplicateWindow + ": use 1 or more");
        }
        if (mostInFlight < 1 || mostInFlight > 65_535) {
            throw new IllegalArgumentException("hyps.gateway.receive-maximum is " + mostInFlight + ": use 1 to 65535");
        }
    }

    /** Of all images in memory, on their way to Kafka or before: two of the largest at least. */
    long heldBytes() {
        return Math.max(USUALLY_HELD_BYTES, 2L * largestImageBytes);
    }
}
