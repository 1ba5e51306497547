package io.hyps.planner.simulate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One run of a simulation. Frames under way have slots, numbered from 0; a task is a partition for a slot. */
final class Run {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double WARMING_UP = 0.1;
    /** A number of two parts: the slot above, a partition, tensor or mark below. */
    private static final int HALF = 32;

    private static final long ARRIVAL = -1;

    private final Wiring wiring;
    private final double messageNanos;
    private final boolean transportTakesCores;
    private final Load load;
    private final SplittableRandom random;
    private final List<Device> devices;
    private final Processors processors;
    /** Tensors at the broker, and tensors that have come to a reader: these after all numbers of tensors. */
    private final EventQueue events = new EventQueue();

    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
    private final ArrayDeque<Double> atGateway = new ArrayDeque<>();
    private final int[][] missing;
    private final int[] missingAnswers;
    private final int[] unfinished;
    private final int[] shards;
    private final double[] came;
    private final double[] latencies;
    private final double[] answered;
    private int arrived;
    private int done;
    private double now;

    Run(Wiring wiring, Site site, Load load) {
        this.wiring = wiring;
        this.load = load;
        messageNanos = site.messageNanos();
        transportTakesCores = site.sharedCores() > 0;
        random = new SplittableRandom(load.seed());
        devices = wiring.devices().stream().map(Device::new).toList();
        processors = new Processors(site.sharedCores());
        int slots = Math.min(load.inFlight(), load.frames());
        missing = new int[slots][wiring.steps().size()];
        missingAnswers = new int[slots];
        unfinished = new int[slots];
        shards = new int[slots];
        came = new double[slots];
        latencies = new double[load.frames()];
        answered = new double[load.frames()];
        for (int slot = 0; slot < slots; slot++) {
            freeSlots.add(slot);
        }
    }

    Outcome outcome() {
        begin();
        while (done < load.frames()) {
            if (processors.nextEnd() <= events.time()) {
                now = processors.nextEnd();
                worked(processors.end());
            } else {
                now = events.time();
                handle(events.poll());
            }
        }
        return result();
    }

    private void begin() {
        if (isSaturating()) {
            saturate();
        } else {
            nextArrival();
        }
    }

    private boolean isSaturating() {
        return load.framesPerSecond() == 0;
    }

    private void handle(long event) {
        if (event == ARRIVAL) {
            atGateway.add(now);
            nextArrival();
            dispatch();
            return;
        }
        int slot = (int) (event >>> HALF);
        int number = (int) event;
        if (number < wiring.tensors().size()) {
            published(slot, number);
        } else {
            delivered(slot, number - wiring.tensors().size());
        }
    }

    /** By chance at the load's rate. */
    private void nextArrival() {
        if (arrived < load.frames()) {
            arrived++;
            double wait = -Math.log(1 - random.nextDouble()) * NANOS_PER_SECOND / load.framesPerSecond();
            events.add(now + wait, ARRIVAL);
        }
    }

    /** As many as there are slots. */
    private void saturate() {
        while (arrived < load.frames() && !freeSlots.isEmpty()) {
            arrived++;
            atGateway.add(now);
            dispatch();
        }
    }

    private void dispatch() {
        while (!atGateway.isEmpty() && !freeSlots.isEmpty()) {
            int slot = freeSlots.remove();
            came[slot] = atGateway.remove();
            shards[slot] = random.nextInt(wiring.shards());
            missingAnswers[slot] = wiring.answers();
            unfinished[slot] = wiring.answers() + wiring.steps().size();
            for (int step = 0; step < missing[slot].length; step++) {
                missing[slot][step] = wiring.steps().get(step).inputs();
            }
            for (int input : wiring.inputs()) {
                publish(now, slot, input);
            }
        }
    }

    /** A tensor is at the broker: it goes on to all who wait for it. */
    private void published(int slot, int tensor) {
        Wiring.Wire wire = wiring.tensors().get(tensor);
        for (int reader : wire.readers()) {
            Device device = device(slot, reader);
            if (!device.hasLink()) {
                delivered(slot, reader);
            } else if (transportTakesCores) {
                processors.start(now, device.linkNanos(wire.sizeBytes()), pair(slot, receiving(reader)));
            } else {
                events.add(
                        device.receive(now, wire.sizeBytes()),
                        pair(slot, wiring.tensors().size() + reader));
            }
        }
        if (wire.isAnswer()) {
            if (--missingAnswers[slot] == 0) {
                answer(slot);
            }
            release(slot);
        }
    }

    private void delivered(int slot, int step) {
        if (--missing[slot][step] > 0) {
            return;
        }
        Device device = device(slot, step);
        if (device.isBusy()) {
            device.queue(now, pair(slot, step));
        } else {
            begin(device, pair(slot, step));
        }
    }

    private void begin(Device device, long task) {
        device.begin(now);
        double nanos = wiring.steps().get((int) task).nanos();
        processors.start(now, device.workNanos(nanos), task);
    }

    /** A processor has done its work: a computation; or transport, where that takes processors. */
    private void worked(long task) {
        int slot = (int) (task >>> HALF);
        int number = (int) task;
        if (number < wiring.steps().size()) {
            computed(slot, number);
        } else if (number < receiving(0)) {
            publish(now, slot, number - sending(0));
        } else if (number < passing(0)) {
            delivered(slot, number - receiving(0));
        } else {
            published(slot, number - passing(0));
        }
    }

    private int sending(int tensor) {
        return wiring.steps().size() + tensor;
    }

    private int receiving(int step) {
        return sending(wiring.tensors().size()) + step;
    }

    private int passing(int tensor) {
        return receiving(wiring.steps().size()) + tensor;
    }

    /** Through the broker. */
    private void publish(double time, int slot, int tensor) {
        if (transportTakesCores) {
            processors.start(time, messageNanos, pair(slot, passing(tensor)));
        } else {
            events.add(time + messageNanos, pair(slot, tensor));
        }
    }

    private void computed(int slot, int step) {
        Device device = device(slot, step);
        device.finish(now);
        for (int output : wiring.steps().get(step).outputs()) {
            long bytes = wiring.tensors().get(output).sizeBytes();
            if (transportTakesCores && device.hasLink()) {
                processors.start(now, device.linkNanos(bytes), pair(slot, sending(output)));
            } else {
                publish(device.send(now, bytes), slot, output);
            }
        }
        if (device.hasWaiting()) {
            begin(device, device.next(now));
        }
        release(slot);
    }

    private void answer(int slot) {
        latencies[done] = now - came[slot];
        answered[done] = now;
        done++;
    }

    /** A slot is free when nothing of its frame is under way any more, which may be after the answer. */
    private void release(int slot) {
        if (--unfinished[slot] == 0) {
            freeSlots.add(slot);
            if (isSaturating()) {
                saturate();
            } else {
                dispatch();
            }
        }
    }

    private Device device(int slot, int step) {
        return devices.get(wiring.steps().get(step).device(shards[slot]));
    }

    private static long pair(int slot, int number) {
        return (long) slot << HALF | number;
    }

    private Outcome result() {
        int warm = (int) (done * WARMING_UP);
        double steadyNanos = answered[done - 1] - (warm == 0 ? 0 : answered[warm - 1]);
        double mean = Arrays.stream(latencies).average().orElse(0);
        Arrays.sort(latencies);
        return new Outcome(
                done,
                (done - warm) * NANOS_PER_SECOND / steadyNanos,
                new Outcome.Latency(mean / NANOS_PER_MILLI, percentile(0.5), percentile(0.95), percentile(0.99)),
                devices.stream().map(device -> device.use(now)).toList());
    }

    private double percentile(double share) {
        return latencies[(int) Math.min(latencies.length - 1.0, share * latencies.length)] / NANOS_PER_MILLI;
    }
}
