package io.hyps.bench.planner;

import io.hyps.planner.partition.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/** How far the planner's plans are from the best of all, over many random instances. */
public final class GapTable {
    private GapTable() {}

    /**
     * One objective over all instances that some plan fits.
     *
     * @param claimed how many plans say that nothing is better
     * @param optimal how many plans are as good as the best
     * @param missed how many found nothing where there is a plan
     * @param broken of how many something was said that is not so
     */
    public record Row(
            String objective,
            String graphs,
            int instances,
            int claimed,
            int optimal,
            double medianGap,
            double gap95,
            double largestGap,
            double largestStatedGap,
            int missed,
            int broken) {}

    /** Of each graph, what the partitioner says, and that it finds a plan where there is one. */
    static List<Row> ofCuts(int instances, LongConsumer progress) {
        return rows(instances, seed -> Comparison.of(Instance.random(seed)), Comparison::holds, progress);
    }

    /** Of each model, what the search for splits says. */
    static List<Row> ofSplits(int instances, LongConsumer progress) {
        return rows(
                instances,
                seed -> SplitComparison.of(SplitInstance.random(seed)),
                Comparison::holdsWhereFound,
                progress);
    }

    /** Instances of even seeds are chains. */
    private static List<Row> rows(
            int instances, LongFunction<List<Comparison>> compare, Predicate<Comparison> holds, LongConsumer progress) {
        List<Comparison> chains = new ArrayList<>();
        List<Comparison> dags = new ArrayList<>();
        for (long seed = 0; seed < instances; seed++) {
            (seed % 2 == 0 ? chains : dags).addAll(compare.apply(seed));
            progress.accept(seed + 1);
        }
        List<Row> rows = new ArrayList<>();
        for (Objective objective : Objective.values()) {
            rows.add(row(objective, "chains", chains, holds));
            rows.add(row(objective, "DAGs", dags, holds));
        }
        return rows;
    }

    private static Row row(Objective objective, String graphs, List<Comparison> all, Predicate<Comparison> holds) {
        List<Comparison> own =
                all.stream().filter(c -> c.objective() == objective).toList();
        List<Comparison> feasible =
                own.stream().filter(c -> c.best() != Double.POSITIVE_INFINITY).toList();
        List<Comparison> found = feasible.stream().filter(c -> !c.isMissed()).toList();
        List<Double> gaps = found.stream().map(Comparison::trueGap).sorted().toList();
        return new Row(
                objective.toString(),
                graphs,
                feasible.size(),
                count(feasible, feasible.stream().filter(Comparison::claimed).count()),
                count(feasible, gaps.stream().filter(gap -> gap <= 1e-9).count()),
                quantile(gaps, 0.5),
                quantile(gaps, 0.95),
                quantile(gaps, 1),
                found.stream().mapToDouble(Comparison::statedGap).max().orElse(0),
                feasible.size() - found.size(),
                count(own, own.stream().filter(holds.negate()).count()));
    }

    private static int count(List<Comparison> of, long count) {
        return (int) Math.min(of.size(), count);
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * (sorted.size() - 1)));
    }
}
