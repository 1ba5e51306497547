package io.hyps.planner.partition;

import io.hyps.planner.partition.Lattice.Space;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The best way through a problem's lattice for an objective. */
final class Search {
    /** Of lattice states times states of use: bounds the tables to some 60 MB. */
    private static final long MOST_ENTRIES = 3_000_000;

    private static final int MOST_USES = 16_000;
    /** A plan has as many topics for each tensor as all numbers of replicas divide; 2520 has the most divisors. */
    private static final int MOST_SHARDS = 4_096;

    private static final int SHARDS = 2_520;
    private static final double ROUNDING = 1 + 1e-9;
    private static final double BYTES_PER_CUT_FUSION = 0x1p-12;
    static final int MOST_OF_A_TYPE = 512;
    private static final long MOST_TRIES = 500_000;

    private final Problem problem;
    private final Objective objective;
    private final boolean replicates;
    private final double limit;
    private final long leastInTurnsBytes;
    private final double bound;
    private final double mostNanos;
    private final Steps steps;
    private final DeviceTypes types;
    private final boolean isComplete;

    /** @param limit what is worth more than this need not be found */
    Search(Problem problem, Objective objective, boolean replicates, double limit) {
        this.replicates = replicates;
        this.problem = problem;
        this.objective = objective;
        this.limit = limit;
        boolean turns = problem.residency() == Residency.TURNS;
        boolean byTime = objective == Objective.THROUGHPUT && !turns;
        bound = turns
                ? 0
                : LowerBound.of(problem.graph(), problem.devices(), problem.residency())
                        .of(objective);
        mostNanos = byTime ? Math.min(limit, quick() * ROUNDING) : limit;
        Steps fitting = problem.terrain().steps(mostBytes(), byTime ? quota() : Quota.none(problem.lattice()));
        leastInTurnsBytes = turns ? Turns.leastMemoryBytes(fitting) : Long.MAX_VALUE;
        // what a device does in turns may be larger than it
        steps = leastInTurnsBytes <= mostBytes()
                ? problem.terrain().steps(Long.MAX_VALUE, Quota.none(problem.lattice()))
                : fitting;
        // without replicas, no more devices than nodes are of use
        int useful = objective == Objective.THROUGHPUT && replicates
                ? Integer.MAX_VALUE
                : problem.graph().nodeCount();
        List<DeviceSpec> devices = atMost(Math.min(useful, MOST_OF_A_TYPE));
        types = DeviceTypes.of(
                devices, Math.min(MOST_USES, MOST_ENTRIES / problem.lattice().states()), true);
        boolean allUseful = devices.size() == problem.devices().size()
                || devices.size() == atMost(useful).size();
        isComplete = allUseful && !types.merged();
    }

    /**
     * A plan and what is known of it.
     *
     * @param space in which nothing is better
     * @param bound what nothing is better than in the space of all plans; 0 if nothing is known
     */
    record Solution(List<Stage> stages, Space space, double bound) {}

    Optional<Solution> solve() {
        if (problem.residency() == Residency.TURNS) {
            return inTurns();
        }
        return switch (objective) {
            case MEMORY -> memory();
            case THROUGHPUT -> throughput();
            case LATENCY -> latency();
        };
    }

    /** More devices of one kind than that are of no use, or none that would be looked for. */
    private List<DeviceSpec> atMost(int most) {
        if (most >= problem.devices().size()) {
            return problem.devices();
        }
        Map<List<Object>, Integer> counts = new HashMap<>();
        List<DeviceSpec> kept = new ArrayList<>();
        for (DeviceSpec device : problem.devices()) {
            if (counts.merge(device.kind(), 1, Integer::sum) <= most) {
                kept.add(device);
            }
        }
        return kept;
    }

    /** What the largest partition may need. */
    private long mostBytes() {
        return objective == Objective.MEMORY
                ? (long) Math.min(limit, problem.largestMemoryBytes())
                : problem.largestMemoryBytes();
    }

    /** What the slowest stage of a quickly made plan takes, for devices that are all alike; else infinite. */
    private double quick() {
        return areAlike()
                ? new GreedyChain(
                                problem.lattice(),
                                problem.devices().get(0),
                                problem.devices().size(),
                                replicates ? dividing() : size -> size == 1)
                        .slowest(bound)
                : Double.POSITIVE_INFINITY;
    }

    private boolean areAlike() {
        DeviceSpec first = problem.devices().get(0);
        boolean alike = true;
        for (DeviceSpec device : problem.devices()) {
            alike &= device.isLike(first);
        }
        return alike;
    }

    /** What such a plan, or the limit, leaves to be looked at. */
    private Quota quota() {
        int count = problem.devices().size();
        DeviceSpec one = problem.devices().get(0);
        return areAlike()
                ? Quota.of(problem.lattice(), mostNanos * one.speed(), one.memoryBytes(), count, replicates ? count : 1)
                : Quota.none(problem.lattice());
    }

    private Solution solution(List<Taken> way, boolean optimal) {
        List<Stage> stages = new Placement(steps, types, problem.costs()).stages(way);
        return new Solution(stages, optimal && isComplete ? problem.lattice().space() : Space.SOME, 0);
    }

    private Optional<Solution> memory() {
        Crews crews = new Crews(types, size -> size == 1);
        Reserves reserves = Reserves.unknown(problem.lattice(), crews);
        return new Bottleneck(steps, crews, reserves, new StepValues(steps, types).memory(), seamCosts())
                .find(bound, limit)
                .map(found -> solution(found.way(), true));
    }

    private Optional<Solution> throughput() {
        double[][] values = new StepValues(steps, types).throughput();
        Crews crews = new Crews(types, size -> replicates || size == 1);
        Optional<List<Taken>> way = fastest(types, crews, values, bound);
        if (way.isPresent() && shards(way.orElseThrow()) > MOST_SHARDS) {
            return fastest(types, new Crews(types, dividing()), values, bound).map(found -> solution(found, false));
        }
        return way.map(found -> solution(found, crews.isComplete()));
    }

    private Optional<List<Taken>> fastest(DeviceTypes given, Crews crews, double[][] values, double least) {
        Reserves reserves = Reserves.ofTime(problem.lattice(), given, crews);
        return new Bottleneck(steps, crews, reserves, values, seamCosts())
                .find(least, objective == Objective.THROUGHPUT ? mostNanos : Double.POSITIVE_INFINITY)
                .map(Bottleneck.Found::way);
    }

    /** By state: what a cut there costs beside its bytes; too little to outweigh one of these. */
    double[] seamCosts() {
        Fusions fusions = Fusions.of(problem.whole(), problem.graph());
        double[] costs = new double[problem.lattice().states()];
        for (int state = 0; state < costs.length; state++) {
            costs[state] = fusions.cutBy(problem.lattice().carried(state)) * BYTES_PER_CUT_FUSION;
        }
        return costs;
    }

    private static IntPredicate dividing() {
        return size -> SHARDS % size == 0;
    }

    /** The least number that all numbers of replicas divide; stops where it is too large. */
    private static long shards(List<Taken> way) {
        long shards = 1;
        for (Taken taken : way) {
            long a = shards;
            long b = taken.crew().size();
            while (b != 0) {
                long rest = a % b;
                a = b;
                b = rest;
            }
            shards *= taken.crew().size() / a;
            if (shards > MOST_SHARDS) {
                break;
            }
        }
        return shards;
    }

    private Optional<Solution> latency() {
        Crews crews = new Crews(types, size -> size == 1);
        FastestWay.Found found = new FastestWay(steps, types, crews, MOST_TRIES).find(limit);
        if (found.bound() == Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        Optional<List<Taken>> way = found.way().isPresent() ? found.way() : oneAfterAnother(crews);
        return way.map(taken -> {
            Solution solution = solution(taken, false);
            double least = problem.lattice().space() == Space.ALL && isComplete ? found.bound() : 0;
            return new Solution(
                    solution.stages(),
                    found.isOptimal() && isComplete ? problem.lattice().space() : Space.SOME,
                    least);
        });
    }

    private Optional<List<Taken>> oneAfterAnother(Crews crews) {
        return new CheapestWay(steps, crews.states())
                .find(
                        step -> able(step, crews),
                        (step, crew) -> nanos(step, types.counted(typeOf(crew))),
                        (state, use) -> true);
    }

    private Crew[] able(int step, Crews crews) {
        List<Crew> able = new ArrayList<>();
        for (int type = 0; type < types.size(); type++) {
            if (steps.memoryBytes(step) <= types.counted(type).memoryBytes()) {
                able.add(crews.one(type));
            }
        }
        return able.toArray(Crew[]::new);
    }

    private static int typeOf(Crew crew) {
        return crew.counts().indexOf(1);
    }

    private double nanos(int step, DeviceSpec device) {
        return steps.nanos(step) / device.speed()
                + device.transferNanos((double) steps.inputBytes(step) + steps.outputBytes(step))
                + Evaluator.NANOS_PER_MESSAGE;
    }

    private Optional<Solution> inTurns() {
        if (leastInTurnsBytes > mostBytes()) {
            return Optional.empty();
        }
        DeviceTypes limited = types.atMost(objective == Objective.MEMORY ? leastInTurnsBytes : Long.MAX_VALUE);
        Turns[] turns = limited.types().stream()
                .map(t -> new Turns(steps, t.counted().memoryBytes()))
                .toArray(Turns[]::new);
        double[][] values = new StepValues(steps, limited).throughput(turns);
        Optional<List<Taken>> way = objective == Objective.LATENCY
                ? soonestInTurns(limited, values)
                : fastest(limited, new Crews(limited, dividing()), values, 0);
        return way.map(taken ->
                new Solution(new Placement(steps, limited, problem.costs()).stages(taken, turns), Space.SOME, 0));
    }

    private Optional<List<Taken>> soonestInTurns(DeviceTypes limited, double[][] values) {
        Crews crews = new Crews(limited, size -> size == 1);
        CheapestWay.Cost cost = (step, crew) -> {
            DeviceSpec device = limited.counted(typeOf(crew));
            boolean stays = steps.memoryBytes(step) <= device.memoryBytes();
            double load = stays ? 0 : steps.weightsBytes(step) / Evaluator.LOADED_BYTES_PER_NANO;
            return nanos(step, device) + load;
        };
        return new CheapestWay(steps, crews.states())
                .find(step -> ableInTurns(step, crews, values), cost, (state, use) -> true);
    }

    private static Crew[] ableInTurns(int step, Crews crews, double[][] values) {
        List<Crew> able = new ArrayList<>();
        for (int type = 0; type < values.length; type++) {
            if (values[type][step] != Double.POSITIVE_INFINITY) {
                able.add(crews.one(type));
            }
        }
        return able.toArray(Crew[]::new);
    }
}
