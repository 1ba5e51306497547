package io.hyps.planner.rewrite;

/**
 * How a convolution or pooling reads along one axis, by ONNX's operator specification: output {@code o} reads the places
 * {@code o·stride − begin + dilation·j} for j below {@code kernel}; those outside the input are padding.
 *
 * @param size of the input
 * @param begin the padding before it
 * @param end the padding after it
 */
record Window(long size, long kernel, long stride, long dilation, long begin, long end) {
    /**
     * What a stretch of outputs reads.
     *
     * @param input the places of the input
     * @param begin the padding before them
     * @param end the padding after them
     * @param isBeyond whether the last output reads beyond the window's own padding, as {@code ceil_mode} lets it
     */
    record Reach(Interval input, long begin, long end, boolean isBeyond) {}

    /** How many outputs ONNX Runtime makes: rounded up, but none that begins behind the input. */
    long outputs(boolean isRoundedUp) {
        long free = size + begin + end - dilation * (kernel - 1) - 1;
        long outputs = (isRoundedUp ? -Math.floorDiv(-free, stride) : Math.floorDiv(free, stride)) + 1;
        return isRoundedUp && (outputs - 1) * stride >= size + begin ? outputs - 1 : outputs;
    }

    /** @throws SplitException if the outputs read nothing but padding */
    Reach reach(Interval outputs) throws SplitException {
        long first = outputs.from() * stride - begin;
        long last = (outputs.to() - 1) * stride - begin + dilation * (kernel - 1);
        if (last < 0 || first >= size) {
            throw new SplitException("a tile would read nothing but padding: use fewer tiles");
        }
        long beyond = Math.max(0, last - (size - 1));
        return new Reach(
                new Interval(Math.max(0, first), Math.min(size - 1, last) + 1),
                Math.max(0, -first),
                Math.min(beyond, end),
                beyond > end);
    }
}
