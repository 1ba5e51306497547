package io.hyps.runner.slice;

import io.hyps.protocol.slice.SliceRequest;
import java.time.Duration;

/**
 * How slices are pulled.
 *
 * @param window how many ranges may be asked for and not yet written
 * @param chunkBytes of a range
 * @param timeout how long the first answer may take; doubled with each further try at the range
 * @param mostTries at one range, before the planner counts as not having it
 */
public record FetchSettings(int window, int chunkBytes, Duration timeout, int mostTries) {
    public static final FetchSettings DEFAULT = new FetchSettings(4, 256 << 10, Duration.ofSeconds(5), 6);

    public FetchSettings {
        if (window < 1 || window > 64) {
            throw new IllegalArgumentException("a fetch window of " + window + " ranges is not 1 to 64");
        }
        if (chunkBytes < 1 || chunkBytes > SliceRequest.LARGEST_BYTES) {
            throw new IllegalArgumentException(
                    "a chunk of " + chunkBytes + " bytes is not 1 to " + SliceRequest.LARGEST_BYTES);
        }
        if (mostTries < 1 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a fetch needs at least one try and a timeout");
        }
    }
}
