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

    private Growth(Growth other) {
        graph = other.graph;
        constantsSeen = other.constantsSeen.clone();
        inputsSeen = other.inputsSeen.clone();
        outside = other.outside.clone();
        first = other.first.clone();
        last = other.last.clone();
        live = other.live.clone();
        peak = other.peak.clone();
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
    }

    /** Another that grows on from here. */
    public Growth copy() {
        return new Growth(this);
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
            if (first[tensor] < 0 || isInput(tensor)) {
                readInput(tensor, now);
            } else {
                readInside(tensor, now);
            }
        }
        for (int tensor : graph.makes(node)) {
            make(tensor, now);
        }
        nanos += graph.nanos(node);
        live[now] = touchedBytes + outputBytes;
        for (int at = changed; at <= now; at++) {
            peak[at] = at == 0 ? live[0] : Math.max(peak[at - 1], live[at]);
        }
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

    public boolean isInput(int tensor) {
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
}
