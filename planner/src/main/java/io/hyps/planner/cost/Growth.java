package io.hyps.planner.cost;

import java.util.Arrays;

/**
 * A part that grows by one node at a time, each later in the graph's order than those before, with its costs after each
 * step: those of {@link PartCosts#part}, but in time that does not depend on how large the part is. Not safe to share.
 *
 * <p>A tensor that leaves the part takes its plain bytes to the end, and its converted copy as long as it is read inside.
 * Once its last reader is inside, it turns out never to have left: what it took at earlier instants is corrected.
 */
public final class Growth {
    private final CompactGraph graph;
    private final long[] constantsSeen;
    private final long[] inputsSeen;
    /** By tensor made inside: how many of its readers are outside, the caller among them. */
    private final int[] outside;
    /** By tensor: the instant it was made here, or first read if it is an input; −1 if neither. */
    private final int[] first;
    /** By tensor: the instant it was last read here, or made. */
    private final int[] last;
    /** By instant: what is live besides the inputs, and the most up to there. */
    private long[] live;

    private long[] peak;
    /** Of the tensors that were made or read here. */
    private int lowest = Integer.MAX_VALUE;

    private int highest = -1;
    private int size;
    private int changed;
    private long touchedBytes;
    private long weightsBytes;
    private long residentBytes;
    private long inputBytes;
    private long leastInputBytes = Long.MAX_VALUE;
    private long outputBytes;
    private int inputs;
    private int outputs;
    /** Of the inputs and outputs, those that cannot travel. */
    private int stuck;

    private double nanos;
    private double leastNanos;

    public Growth(CompactGraph graph) {
        this.graph = graph;
        constantsSeen = new long[(graph.constantCount() >> 6) + 1];
        inputsSeen = new long[(graph.tensorCount() >> 6) + 1];
        outside = new int[graph.tensorCount()];
        first = new int[graph.tensorCount()];
        Arrays.fill(first, -1);
        last = new int[graph.tensorCount()];
        live = new long[16];
        peak = new long[16];
    }

    /** Goes on from where another is, in place of where this is. */
    public void become(Growth other) {
        if (lowest <= highest) {
            Arrays.fill(first, lowest, highest + 1, -1);
        }
        lowest = other.lowest;
        highest = other.highest;
        if (lowest <= highest) {
            int touched = highest + 1 - lowest;
            System.arraycopy(other.first, lowest, first, lowest, touched);
            System.arraycopy(other.last, lowest, last, lowest, touched);
            System.arraycopy(other.outside, lowest, outside, lowest, touched);
        }
        System.arraycopy(other.constantsSeen, 0, constantsSeen, 0, constantsSeen.length);
        System.arraycopy(other.inputsSeen, 0, inputsSeen, 0, inputsSeen.length);
        if (live.length < other.size) {
            live = new long[other.live.length];
            peak = new long[other.live.length];
        }
        System.arraycopy(other.live, 0, live, 0, other.size);
        System.arraycopy(other.peak, 0, peak, 0, other.size);
        size = other.size;
        weightsBytes = other.weightsBytes;
        residentBytes = other.residentBytes;
        inputBytes = other.inputBytes;
        leastInputBytes = other.leastInputBytes;
        outputBytes = other.outputBytes;
        inputs = other.inputs;
        outputs = other.outputs;
        stuck = other.stuck;
        nanos = other.nanos;
        leastNanos = other.leastNanos;
    }

    /** @param node later in the order than all before */
    public void add(int node) {
        int now = size++;
        if (now == live.length) {
            live = Arrays.copyOf(live, 2 * now);
            peak = Arrays.copyOf(peak, 2 * now);
        }
        changed = now;
        touchedBytes = graph.workspaceBytes(node);
        weightsBytes += graph.innerBytes(node);
        residentBytes += graph.residentBytes(node);
        for (int constant : graph.constants(node)) {
            if (see(constantsSeen, constant)) {
                weightsBytes += graph.constantBytes(constant);
            }
        }
        for (int tensor : graph.reads(node)) {
            touch(tensor);
            if (first[tensor] < 0 || isInput(tensor)) {
                readInput(tensor, now);
            } else {
                readInside(tensor, now);
            }
        }
        for (int tensor : graph.makes(node)) {
            touch(tensor);
            make(tensor, now);
        }
        nanos += graph.nanos(node);
        leastNanos += graph.nanos(node);
        live[now] = touchedBytes + outputBytes;
        for (int at = changed; at <= now; at++) {
            peak[at] = at == 0 ? live[0] : Math.max(peak[at - 1], live[at]);
        }
    }

    private void touch(int tensor) {
        lowest = Math.min(lowest, tensor);
        highest = Math.max(highest, tensor);
    }

    private void readInput(int tensor, int now) {
        long converted = graph.convertedBytes(tensor);
        if (see(inputsSeen, tensor)) {
            first[tensor] = now;
            inputs++;
            stuck += graph.mayCross(tensor) ? 0 : 1;
            inputBytes += graph.bytes(tensor);
            leastInputBytes = Math.min(leastInputBytes, graph.bytes(tensor));
            nanos += graph.convertNanos(tensor);
            leastNanos += graph.convertNanos(tensor);
        } else {
            change(last[tensor] + 1, now, converted);
        }
        touchedBytes += converted;
        last[tensor] = now;
    }

    private void readInside(int tensor, int now) {
        long plain = graph.bytes(tensor);
        long inside = graph.insideBytes(tensor);
        long converted = graph.convertedBytes(tensor);
        if (--outside[tensor] > 0) {
            change(last[tensor] + 1, now, converted);
            touchedBytes += converted;
        } else {
            change(first[tensor], last[tensor] + 1, inside - plain - converted);
            change(last[tensor] + 1, now, inside - plain);
            touchedBytes += inside;
            outputs--;
            stuck -= graph.mayCross(tensor) ? 0 : 1;
            outputBytes -= plain;
            nanos -= graph.convertNanos(tensor);
        }
        last[tensor] = now;
    }

    private void make(int tensor, int now) {
        first[tensor] = now;
        last[tensor] = now;
        outside[tensor] = graph.readers(tensor).length + (graph.isOutput(tensor) ? 1 : 0);
        if (outside[tensor] == 0) {
            touchedBytes += graph.insideBytes(tensor);
        } else {
            touchedBytes += graph.convertedBytes(tensor);
            outputs++;
            stuck += graph.mayCross(tensor) ? 0 : 1;
            outputBytes += graph.bytes(tensor);
            nanos += graph.convertNanos(tensor);
        }
    }

    /** @param to exclusive */
    private void change(int from, int to, long bytes) {
        if (bytes != 0 && from < to) {
            for (int at = from; at < to; at++) {
                live[at] += bytes;
            }
            changed = Math.min(changed, from);
        }
    }

    private static boolean see(long[] seen, int index) {
        long bit = 1L << index;
        boolean isNew = (seen[index >> 6] & bit) == 0;
        seen[index >> 6] |= bit;
        return isNew;
    }

    private boolean isInput(int tensor) {
        return (inputsSeen[tensor >> 6] & 1L << tensor) != 0;
    }

    /** Whether something comes in, something goes out, and all of that can travel. */
    public boolean isLegal() {
        return inputs > 0 && outputs > 0 && stuck == 0;
    }

    /** As {@link Part#memoryBytes()}. */
    public long memoryBytes() {
        return weightsBytes + residentBytes + peak[size - 1] + inputBytes + Part.queueBytes(inputBytes, outputBytes);
    }

    /** No part that this grows into needs less. */
    public long leastMemoryBytes() {
        return weightsBytes + inputBytes + Part.queueBytes(inputBytes, 0);
    }

    public long weightsBytes() {
        return weightsBytes;
    }

    public long inputBytes() {
        return inputBytes;
    }

    /** Of the smallest input. */
    public long leastInputBytes() {
        return leastInputBytes;
    }

    public long outputBytes() {
        return outputBytes;
    }

    public double nanos() {
        return nanos;
    }

    /** No part that this grows into takes less. */
    public double leastNanos() {
        return leastNanos;
    }
}
