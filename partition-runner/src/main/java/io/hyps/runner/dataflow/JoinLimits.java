package io.hyps.runner.dataflow;

/**
 * Bounds of the join buffer.
 *
 * @param mostJoins incomplete at once
 * @param mostBytes of the tensors that wait in them; a single join may need more
 * @param remembered how many fired joins are known as such afterwards; an abandoned one starts afresh
 */
public record JoinLimits(int mostJoins, long mostBytes, int remembered) {
    public JoinLimits {
        if (mostJoins < 1 || mostBytes < 1 || remembered < 1) {
            throw new IllegalArgumentException(
                    "limits of joins must be positive: " + mostJoins + ", " + mostBytes + ", " + remembered);
        }
    }
}
