package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Forecast;
import io.hyps.planner.rewrite.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Splits one of the largest layers of the partition that needs most, or splits it finer, again and again while that helps. */
final class HeaviestFirst {
    private static final int MOST_ROUNDS = 12;
    private static final int MOST_LAYERS = 2;

    private final Variants variants;
    private final Oracle oracle;
    private final double bound;
    private final Shares shares;
    private final Tiles tiles;

    /** @param bound no plan needs less than this */
    HeaviestFirst(Variants variants, Oracle oracle, double bound) {
        this.variants = variants;
        this.oracle = oracle;
        this.bound = bound;
        shares = new Shares(variants);
        tiles = new Tiles(variants);
    }

    Oracle.Scored of(Oracle.Scored start) {
        Oracle.Scored best = start;
        Optional<Oracle.Scored> next = Optional.of(start);
        for (int round = 0; round < MOST_ROUNDS && next.isPresent(); round++) {
            best = next.get();
            next = round(best);
        }
        return next.orElse(best);
    }

    /** The best of one step on. */
    private Optional<Oracle.Scored> round(Oracle.Scored from) {
        Oracle.Scored best = from;
        for (List<Split> splits : tries(from)) {
            double limit = best.worth() * (1 - Improvement.LEAST_GAIN);
            if (limit < bound) {
                break;
            }
            best = variants.with(splits)
                    .flatMap(variant -> oracle.scoreCheaply(limit, variant))
                    .orElse(best);
        }
        return best == from ? Optional.empty() : Optional.of(best);
    }

    private List<List<Split>> tries(Oracle.Scored from) {
        List<List<Split>> tries = new ArrayList<>();
        for (String layer : largest(from)) {
            List<Split> others = new ArrayList<>(from.variant().splits());
            Optional<Split> now =
                    others.stream().filter(split -> covers(split, layer)).findFirst();
            now.ifPresent(others::remove);
            Stream<Split> finer = now.isPresent()
                    ? finer(now.get())
                    : Stream.concat(shares.of(layer), tiles.around(layer, (long) from.worth()));
            finer.forEach(split ->
                    tries.add(Stream.concat(others.stream(), Stream.of(split)).toList()));
        }
        return tries;
    }

    /** The names of the model's nodes that need most by themselves: of the partition that needs most, and of all. */
    private List<String> largest(Oracle.Scored from) {
        List<Node> nodes = from.variant().graph().nodes();
        CompactGraph graph = from.variant().compact();
        List<Forecast.StageForecast> forecasts = Evaluator.of(from.variant().graph())
                .forecast(from.cut().stages())
                .stages();
        int heaviest = IntStream.range(0, forecasts.size())
                .boxed()
                .max(Comparator.comparingLong(at -> forecasts.get(at).memoryBytes()))
                .orElseThrow();
        Stream<Integer> own = from.cut().stages().get(heaviest).part().nodes().stream();
        Stream<Integer> all = IntStream.range(0, nodes.size()).boxed();
        return Stream.of(own, all)
                .flatMap(some -> some.sorted(Comparator.comparingLong(at -> -graph.aloneBytes(at)))
                        .map(at -> nodes.get(at).origin())
                        .distinct()
                        .limit(MOST_LAYERS))
                .distinct()
                .toList();
    }

    private boolean covers(Split split, String layer) {
        int at = variants.position(layer);
        return variants.position(split.first()) <= at && at <= variants.position(split.last());
    }

    private Stream<Split> finer(Split split) {
        return split instanceof Split.Tile tile
                ? tiles.finer(tile)
                : IntStream.of(split.ways() + 1, split.ways() + 2, 2 * split.ways())
                        .distinct()
                        .mapToObj(ways -> new Split.Channel(split.first(), split.last(), ways));
    }
}
