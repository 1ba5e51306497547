package io.hyps.planner.simulate;

import static io.hyps.planner.simulate.Numbers.pair;

import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;

/** One run of a simulation: events in the order of their times, until all frames are answered. */
final class Run {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long ARRIVAL = -1;

    private final Wiring wiring;
    private final double messageNanos;
    private final boolean transportTakesCores;
    private final Load load;
    private final SplittableRandom random;
    private final List<Device> devices;
    private final Processors processors;
    private final Numbers numbers;
    /** Tensors at the broker, and tensors that have come to a reader: these after all numbers of tensors. */
    private final EventQueue events = new EventQueue();

    private final ArrayDeque<Double> atGateway = new ArrayDeque<>();
    private final Slots slots;
    private final Answers answers;
    private int arrived;
    private double now;

    Run(Wiring wiring, Site site, Load load) {
        this.wiring = wiring;
        this.load = load;
        messageNanos = site.messageNanos();
        transportTakesCores = site.sharedCores() > 0;
        random = new SplittableRandom(load.seed());
        devices = wiring.devices().stream().map(Device::new).toList();
        processors = new Processors(site.sharedCores(), site.slowdown());
        numbers = new Numbers(wiring.steps().size(), wiring.tensors().size());
        slots = new Slots(wiring, Math.min(load.inFlight(), load.frames()));
        answers = new Answers(load.frames());
    }

    Outcome outcome() {
        begin();
        while (!answers.areAll()) {
            if (processors.nextEnd() <= events.time()) {
                now = processors.nextEnd();
                worked(processors.end());
            } else {
                now = events.time();
                handle(events.poll());
            }
        }
        return answers.outcome(devices.stream().map(device -> device.use(now)).toList());
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
        int slot = Numbers.slot(event);
        int number = Numbers.number(event);
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
        while (arrived < load.frames() && slots.hasFree()) {
            arrived++;
            atGateway.add(now);
            dispatch();
        }
    }

    private void dispatch() {
        while (!atGateway.isEmpty() && slots.hasFree()) {
            int slot = slots.take(atGateway.remove(), random.nextInt(wiring.shards()));
            for (int input : wiring.inputs()) {
                publish(now, wiring.tensors().get(input).encodeNanos() + messageNanos, slot, input);
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
                processors.start(now, device.linkNanos(wire.sizeBytes()), pair(slot, numbers.receiving(reader)));
            } else {
                events.add(
                        device.receive(now, wire.sizeBytes()),
                        pair(slot, wiring.tensors().size() + reader));
            }
        }
        if (wire.isAnswer()) {
            if (slots.isAnswered(slot)) {
                answers.add(slots.came(slot), now);
            }
            release(slot);
        }
    }

    private void delivered(int slot, int step) {
        if (!slots.isReady(slot, step)) {
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
        double nanos = wiring.steps().get(Numbers.number(task)).nanos();
        processors.start(now, device.workNanos(nanos), task);
    }

    /** A processor has done its work: a computation; or transport, where that takes processors. */
    private void worked(long task) {
        int slot = Numbers.slot(task);
        int number = Numbers.number(task);
        if (numbers.isStep(number)) {
            computed(slot, number);
        } else if (numbers.isSending(number)) {
            publish(now, messageNanos, slot, number - numbers.sending(0));
        } else if (numbers.isReceiving(number)) {
            delivered(slot, number - numbers.receiving(0));
        } else {
            published(slot, number - numbers.passing(0));
        }
    }

    /** Through the broker. */
    private void publish(double time, double nanos, int slot, int tensor) {
        if (transportTakesCores) {
            processors.start(time, nanos, pair(slot, numbers.passing(tensor)));
        } else {
            events.add(time + nanos, pair(slot, tensor));
        }
    }

    private void computed(int slot, int step) {
        Device device = device(slot, step);
        device.finish(now);
        for (int output : wiring.steps().get(step).outputs()) {
            long bytes = wiring.tensors().get(output).sizeBytes();
            if (transportTakesCores && device.hasLink()) {
                processors.start(now, device.linkNanos(bytes), pair(slot, numbers.sending(output)));
            } else {
                publish(device.send(now, bytes), messageNanos, slot, output);
            }
        }
        if (device.hasWaiting()) {
            begin(device, device.next(now));
        }
        release(slot);
    }

    private void release(int slot) {
        if (slots.release(slot)) {
            if (isSaturating()) {
                saturate();
            } else {
                dispatch();
            }
        }
    }

    private Device device(int slot, int step) {
        return devices.get(slots.device(slot, step));
    }
}
