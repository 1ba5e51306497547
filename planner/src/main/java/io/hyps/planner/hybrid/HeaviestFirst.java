package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.graph.Node;
import io.hyps.planner.partition.Evaluator;
import io.hyps.planner.partition.Forecast;
import io.hyps.planner.partition.Objective;
import io.hyps.planner.rewrite.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Splits one of the heaviest layers of the heaviest partition, or splits it finer, again and again while that helps: by what
 * they need where memory is the objective, else by how long they take. In graphs of a few nodes any block may be split, or
 * split in another way than before.
 */
final class HeaviestFirst {
    private static final int MOST_ROUNDS = 12;
    private static final int MOST_LAYERS = 2;
    private static final int MOST_LAYERS_BY_TIME = 6;
    /** A graph of no more nodes takes so little time that blocks which begin with the layer are tried. */
    private static final int FEW_NODES = 16;
    /** In one of no more, every block is, and in every place. */
    private static final int FEWEST_NODES = 8;
    /** How many nodes such a block may have. */
    private static final int MOST_IN_BLOCK = 4;

    private static final int[] FEW_WAYS = {2, 3, 4};

    private final Variants variants;
    private final Oracle oracle;
    private final boolean byTime;
    private final boolean isSmall;
    private final boolean isThorough;
    private final double bound;
    private final Shares shares;
    private final Tiles tiles;

    /** @param bound no plan is worth less than this */
    HeaviestFirst(Variants variants, Oracle oracle, Objective objective, double bound) {
        byTime = objective != Objective.MEMORY;
        int nodes = variants.plain().graph().nodes().size();
        isSmall = nodes <= FEW_NODES;
        isThorough = nodes <= FEWEST_NODES;
        this.variants = variants;
        this.oracle = oracle;
        this.bound = bound;
        shares = new Shares(variants);
        tiles = new Tiles(variants);
    }

    /** Whether any block may be tried, and not only what is heaviest. */
    boolean isThorough() {
        return isThorough;
    }

    /** The first block that is enough to be split for a plan, where any may be tried. */
    Optional<Oracle.Scored> fitting() {
        return isThorough
                ? afresh(List.of()).stream()
                        .flatMap(splits -> variants.with(splits).stream())
                        .flatMap(variant -> oracle.scoreCheaply(Double.POSITIVE_INFINITY, variant).stream())
                        .findFirst()
                : Optional.empty();
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
        List<List<Split>> tries = isThorough ? afresh(from.variant().splits()) : new ArrayList<>();
        for (String layer : largest(from)) {
            List<Split> others = new ArrayList<>(from.variant().splits());
            Optional<Split> now =
                    others.stream().filter(split -> covers(split, layer)).findFirst();
            now.ifPresent(others::remove);
            Stream<Split> finer = now.isPresent()
                    ? finer(now.get())
                    : Stream.of(
                                    shares.of(layer),
                                    isSmall ? blocks(layer) : Stream.<Split>empty(),
                                    tiles.around(layer, roomBytes(from)))
                            .flatMap(some -> some);
            finer.forEach(split ->
                    tries.add(Stream.concat(others.stream(), Stream.of(split)).toList()));
        }
        return tries;
    }

    /** Each split left out, and each block split in another way, instead of the splits that are in its place. */
    private List<List<Split>> afresh(List<Split> splits) {
        List<List<Split>> tries = new ArrayList<>();
        for (Split split : splits) {
            tries.add(splits.stream().filter(other -> !other.equals(split)).toList());
        }
        for (Node first : variants.plain().graph().nodes()) {
            blocks(first.name())
                    .forEach(block -> tries.add(
                            Stream.concat(splits.stream().filter(split -> !overlap(split, block)), Stream.of(block))
                                    .toList()));
        }
        return tries;
    }

    private boolean overlap(Split one, Split other) {
        return variants.position(one.first()) <= variants.position(other.last())
                && variants.position(other.first()) <= variants.position(one.last());
    }

    /** What a tile may need, where that is what is looked at. */
    private long roomBytes(Oracle.Scored from) {
        return byTime ? Long.MAX_VALUE : (long) from.worth();
    }

    /** Blocks that begin with the layer: shares that go on into those of the block's last, and tiles. */
    private Stream<Split> blocks(String layer) {
        List<Node> nodes = variants.plain().graph().nodes();
        int at = variants.position(layer);
        if (at < 0) {
            return Stream.empty();
        }
        return nodes.subList(at, Math.min(nodes.size(), at + MOST_IN_BLOCK)).stream()
                .map(Node::name)
                .flatMap(last -> Stream.concat(
                        IntStream.of(FEW_WAYS)
                                .boxed()
                                .flatMap(ways -> Stream.of(
                                        new Split.Channel(layer, last, ways), new Split.Tile(layer, last, ways, 1))),
                        Stream.of(new Split.Tile(layer, last, 2, 2))));
    }

    /** The names of the model's nodes that are heaviest by themselves: of the heaviest partition, and of all. */
    private List<String> largest(Oracle.Scored from) {
        List<Node> nodes = from.variant().graph().nodes();
        CompactGraph graph = from.variant().compact();
        ToDoubleFunction<Integer> weight = at -> byTime ? graph.aloneNanos(at) : graph.aloneBytes(at);
        List<Forecast.StageForecast> forecasts = Evaluator.of(from.variant().graph())
                .forecast(from.cut().stages())
                .stages();
        int heaviest = IntStream.range(0, forecasts.size())
                .boxed()
                .max(Comparator.comparingDouble(at -> byTime
                        ? forecasts.get(at).computeNanos()
                        : forecasts.get(at).memoryBytes()))
                .orElseThrow();
        Stream<Integer> own = from.cut().stages().get(heaviest).part().nodes().stream();
        Stream<Integer> all = IntStream.range(0, nodes.size()).boxed();
        return Stream.of(own, all)
                .flatMap(some -> some.sorted(Comparator.comparingDouble(weight).reversed())
                        .map(at -> nodes.get(at).origin())
                        .distinct()
                        .limit(byTime || isSmall ? MOST_LAYERS_BY_TIME : MOST_LAYERS))
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
