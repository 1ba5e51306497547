package io.hyps.planner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hyps.planner.partition.Carriage;
import io.hyps.planner.simulate.Outcome.DeviceUse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class SimulationTest {
    private static final long MS = 1_000_000;
    private static final Site FIELD = Site.ofDevices(0.5 * MS);

    @Test
    void takesAFrameAloneThroughAllPartitionsAndMessages() {
        Outcome outcome = Chains.of(0, 10 * MS, 20 * MS, 30 * MS).at(FIELD).run(Load.saturating(10, 1));

        assertThat(outcome.latency().p50Ms()).isEqualTo(60 + 4 * 0.5, within(1e-6));
        assertThat(outcome.latency().p99Ms()).isEqualTo(62, within(1e-6));
        assertThat(outcome.throughputPerSecond()).isEqualTo(1000 / 62.0, within(1e-6));
    }

    @Test
    void isAsFastAsItsSlowestPartitionWithEnoughInFlight() {
        Outcome outcome = Chains.of(0, 10 * MS, 20 * MS, 10 * MS).at(FIELD).run(Load.saturating(1000, 8));

        assertThat(outcome.throughputPerSecond()).isEqualTo(50, within(1e-6));
        assertThat(outcome.devices()).extracting(DeviceUse::device).containsExactly("d0", "d1", "d2");
        assertThat(use(outcome, "d1").utilisation()).isCloseTo(1, within(0.01));
        assertThat(use(outcome, "d0").utilisation()).isCloseTo(0.5, within(0.01));
        assertThat(use(outcome, "d1").longestQueue()).isBetween(4, 7);
    }

    @Test
    void answersAsManyFramesAsAreInFlightPerRoundTripBelowSaturation() {
        Outcome outcome = Chains.of(0, 10 * MS, 10 * MS, 10 * MS).at(FIELD).run(Load.saturating(1000, 2));

        assertThat(outcome.throughputPerSecond()).isEqualTo(2 / 0.032, within(1e-6));
    }

    @Test
    void waitsForBytesOnTheLinks() {
        // 1 MB at 10 MB/s: 100 ms in, 100 ms out
        Outcome alone = Chains.of(10_000_000, 10 * MS).at(Site.ofDevices(0)).run(Load.saturating(5, 1));
        Outcome many = Chains.of(10_000_000, 10 * MS).at(Site.ofDevices(0)).run(Load.saturating(500, 8));

        assertThat(alone.latency().p50Ms()).isEqualTo(210, within(1e-6));
        assertThat(many.throughputPerSecond()).isEqualTo(10, within(1e-6));
    }

    @Test
    void countsEncodedBytesAndTheTimesOfEncodingAndDecoding() {
        // 10 MB/s; t0 comes raw: 100 ms; t1 takes 3 ms to encode, 2 × 25 ms, 2 ms to decode
        Outcome outcome = Chains.of(10_000_000, 10 * MS, 20 * MS)
                .encoded("t1", new Carriage(250_000, 3 * MS, 2 * MS, 0))
                .at(Site.ofDevices(0))
                .run(Load.saturating(5, 1));
        Outcome fromTheGateway = Chains.of(10_000_000, 10 * MS)
                .encoded("t0", new Carriage(250_000, 3 * MS, 2 * MS, 0))
                .at(Site.ofDevices(0))
                .run(Load.saturating(5, 1));

        assertThat(outcome.latency().p50Ms()).isEqualTo(100 + 10 + 3 + 50 + 2 + 20 + 100, within(1e-6));
        assertThat(fromTheGateway.latency().p50Ms()).isEqualTo(3 + 25 + 2 + 10 + 100, within(1e-6));
    }

    @Test
    void queuesByChanceAsTheoryHasIt() {
        // M/D/1: the mean time in the system is service · (1 + load / (2 (1 - load)))
        Outcome outcome = Chains.of(0, 10 * MS).at(Site.ofDevices(0)).run(Load.arriving(200_000, 70, 1000));

        assertThat(outcome.latency().meanMs()).isCloseTo(10 * (1 + 0.7 / 0.6), Percentage.withPercentage(3));
        assertThat(use(outcome, "d0").utilisation()).isCloseTo(0.7, within(0.02));
        // Little's law
        assertThat(use(outcome, "d0").meanQueue()).isCloseTo(70 * 0.010 * 0.7 / 0.6, within(0.06));
        assertThat(outcome.throughputPerSecond()).isCloseTo(70, Percentage.withPercentage(2));
    }

    @Test
    void sharesTheCoresOfOneMachine() {
        Chains chain = Chains.of(0, 10 * MS, 10 * MS, 10 * MS, 10 * MS);

        assertThat(chain.at(Site.ofOneMachine(0, 2, 0))
                        .run(Load.saturating(400, 16))
                        .throughputPerSecond())
                .isCloseTo(2 / 0.040, Percentage.withPercentage(1));
        assertThat(chain.at(Site.ofOneMachine(0, 8, 0))
                        .run(Load.saturating(400, 16))
                        .throughputPerSecond())
                .isCloseTo(100, Percentage.withPercentage(1));
        assertThat(chain.at(Site.ofOneMachine(0, 1, 0))
                        .run(Load.saturating(40, 1))
                        .latency()
                        .p50Ms())
                .isEqualTo(40, within(1e-6));
    }

    @Test
    void slowsDownWhatComputesAtOnceOnOneMachine() {
        Chains chain = Chains.of(0, 10 * MS, 10 * MS);

        assertThat(chain.at(Site.ofOneMachine(0, 2, 0.5))
                        .run(Load.saturating(4000, 8))
                        .throughputPerSecond())
                .isCloseTo(1 / 0.015, Percentage.withPercentage(1));
        assertThat(chain.at(Site.ofOneMachine(0, 2, 0.5))
                        .run(Load.saturating(40, 1))
                        .latency()
                        .p50Ms())
                .isEqualTo(20, within(1e-6));
    }

    @Test
    void countsTransfersOfOneMachineAsWorkOfItsCores() {
        // 100 ms in, 10 ms computing, 100 ms out
        Simulation simulation = Chains.of(10_000_000, 10 * MS).at(Site.ofOneMachine(0, 1, 0));

        assertThat(simulation.run(Load.saturating(5, 1)).latency().p50Ms()).isEqualTo(210, within(1e-6));
        assertThat(simulation.run(Load.saturating(1000, 8)).throughputPerSecond())
                .isCloseTo(1 / 0.210, Percentage.withPercentage(1));
    }

    @Test
    void spreadsFramesOverReplicas() {
        Outcome outcome = new Chains(2)
                .add(10 * MS, 0, List.of("a", "b"), List.of("t0"), "t1")
                .at(Site.ofDevices(0))
                .run(Load.saturating(20_000, 64));

        assertThat(outcome.throughputPerSecond()).isCloseTo(200, Percentage.withPercentage(5));
        assertThat(outcome.devices()).allMatch(device -> device.utilisation() > 0.9);
    }

    @Test
    void joinsBranches() {
        Outcome outcome = new Chains(1)
                .add(10 * MS, 0, List.of("a"), List.of("t0"), "left")
                .add(30 * MS, 0, List.of("b"), List.of("t0"), "right")
                .add(5 * MS, 0, List.of("c"), List.of("left", "right"), "end")
                .at(FIELD)
                .run(Load.saturating(10, 1));

        assertThat(outcome.latency().p50Ms()).isEqualTo(35 + 3 * 0.5, within(1e-6));
    }

    @Test
    void givesTheSameForTheSameSeed() {
        Simulation simulation = Chains.of(0, 10 * MS, 8 * MS).at(FIELD);
        Load load = Load.arriving(5000, 80, 32);

        assertThat(simulation.run(load)).isEqualTo(simulation.run(load));
        assertThat(simulation.run(load)).isNotEqualTo(simulation.run(new Load(5000, 32, 80, 2)));
    }

    @Test
    void runsTenThousandFramesThroughThousandDevices() {
        long[] nanos = new long[1000];
        Arrays.fill(nanos, 5 * MS);
        long start = System.nanoTime();

        Outcome outcome = Chains.of(100_000_000, nanos).at(FIELD).run(Load.saturating(10_000, 4000));

        assertThat(outcome.frames()).isEqualTo(10_000);
        assertThat(outcome.throughputPerSecond()).isCloseTo(100, Percentage.withPercentage(1));
        assertThat(System.nanoTime() - start).isLessThan(60_000 * MS);
    }

    @Test
    void runsTenThousandFramesThroughFourThousandDevicesThatAreReplicas() {
        int replicas = 1000;
        Chains chain = new Chains(replicas);
        for (int stage = 0; stage < 4; stage++) {
            String name = "s" + stage + "-";
            List<String> crew =
                    IntStream.range(0, replicas).mapToObj(i -> name + i).toList();
            chain.add(500 * MS, 100_000_000, crew, List.of("t" + stage), "t" + (stage + 1));
        }

        Outcome outcome = chain.at(FIELD).run(Load.saturating(10_000, 8000));

        assertThat(outcome.frames()).isEqualTo(10_000);
        assertThat(outcome.devices()).hasSize(4000);
        // 2000 a second if frames were spread evenly; by chance some replicas have more to do than others
        assertThat(outcome.throughputPerSecond()).isBetween(500.0, 2000.0);
    }

    @Property(tries = 200)
    void losesNoFrameAndKeepsNoDeviceBusierThanItCanBe(
            @ForAll @IntRange(min = 1, max = 12) int partitions,
            @ForAll @IntRange(min = 1, max = 20) int inFlight,
            @ForAll @IntRange(min = 0, max = 3) int cores,
            @ForAll long seed) {
        Random random = new Random(seed);
        Chains chains = new Chains(6);
        List<String> made = new ArrayList<>(List.of("t0"));
        for (int i = 0; i < partitions; i++) {
            List<String> inputs = new ArrayList<>(List.of(made.get(random.nextInt(made.size()))));
            String second = made.get(random.nextInt(made.size()));
            if (!inputs.contains(second)) {
                inputs.add(second);
            }
            List<String> replicas = new ArrayList<>();
            for (int r = 0; r <= random.nextInt(3); r++) {
                replicas.add("d" + (random.nextInt(4) * 3 + r));
            }
            chains.add(random.nextInt((int) MS), random.nextInt(2) * 1_000_000_000L, replicas, inputs, "n" + i);
            made.add("n" + i);
        }

        Outcome outcome = chains.at(new Site(random.nextInt(1000), cores, 0)).run(new Load(300, inFlight, 0, seed));

        assertThat(outcome.frames()).isEqualTo(300);
        assertThat(outcome.devices()).allSatisfy(device -> {
            assertThat(device.utilisation()).isBetween(0.0, 1 + 1e-9);
            assertThat(device.longestQueue()).isLessThanOrEqualTo(inFlight * partitions);
        });
        assertThat(outcome.latency().p50Ms())
                .isLessThanOrEqualTo(outcome.latency().p99Ms());
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Load.saturating(0, 1)).hasMessageContaining("frames is 0");
        assertThatThrownBy(() -> Load.arriving(1, Double.NaN, 1)).hasMessageContaining("frames a second");
        assertThatThrownBy(() -> Site.ofDevices(-1)).hasMessageContaining("-1");
    }

    private static DeviceUse use(Outcome outcome, String device) {
        return outcome.devices().stream()
                .filter(use -> use.device().equals(device))
                .findFirst()
                .orElseThrow();
    }
}
