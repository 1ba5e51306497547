package io.hyps.planner.hybrid;

import io.hyps.planner.cost.CompactGraph;
import io.hyps.planner.cost.PartCosts;
import io.hyps.planner.graph.Node;
import io.hyps.planner.rewrite.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tile splits that bring the nodes with large tensors under a limit of memory. */
final class Tiles {
    /** A seam's tensor must leave room for what is made of it. */
    private static final int SMALL = 4;

    private static final int FEW_GRIDS = 3;

    private static final int[][] GRIDS = {{2, 1}, {2, 2}, {3, 3}, {4, 4}, {6, 6}, {8, 8}, {12, 12}};
    private static final Pattern TILE = Pattern.compile(".*(/tile-[0-9]+-of-[0-9]+)$");

    private final Variants variants;
    private final Seams seams;
    private final CompactGraph graph;

    Tiles(Variants variants) {
        this.variants = variants;
        seams = Seams.of(variants.plain().graph());
        graph = variants.plain().compact();
    }

    /** From one seam to another. */
    private record Stretch(Seams.Seam from, Seams.Seam to) {}

    /** One split for each run of nodes whose tensors are too large; those that no grid helps are left. */
    List<Split> fitting(long memoryBytes) {
        List<Split> splits = new ArrayList<>();
        for (Stretch stretch : fused(stretches(memoryBytes))) {
            grid(stretch, memoryBytes).ifPresent(splits::add);
        }
        return splits;
    }

    /** The first layers, up to the first seam with so small a tensor, in as many rows of tiles. */
    Optional<Split> rows(int rows, long mostBytes) {
        return seams.seams().stream()
                .findFirst()
                .flatMap(from -> seams.after(from.after() + 1, mostBytes).map(to -> new Stretch(from, to)))
                .flatMap(stretch -> split(stretch, rows, 1))
                .filter(split -> variants.with(List.of(split)).isPresent());
    }

    /** The block around a layer between two seams with tensors so small that they leave room, in the coarser grids. */
    Stream<Split> around(String layer, long memoryBytes) {
        int at = variants.position(layer);
        Optional<Seams.Seam> from = seams.before(at, memoryBytes / SMALL);
        Optional<Seams.Seam> to = seams.after(at, memoryBytes / SMALL);
        if (at < 0 || from.isEmpty() || to.isEmpty()) {
            return Stream.empty();
        }
        Stretch stretch = new Stretch(from.get(), to.get());
        return Arrays.stream(GRIDS).limit(FEW_GRIDS).flatMap(grid -> split(stretch, grid[0], grid[1]).stream());
    }

    /** The same block in the next grid. */
    Stream<Split> finer(Split.Tile tile) {
        return Arrays.stream(GRIDS)
                .filter(grid -> grid[0] * grid[1] > tile.ways())
                .limit(1)
                .map(grid -> new Split.Tile(tile.first(), tile.last(), grid[0], grid[1]));
    }

    private List<Stretch> stretches(long memoryBytes) {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < graph.nodeCount(); i++) {
            boolean isCovered = !stretches.isEmpty()
                    && stretches.get(stretches.size() - 1).to().after() >= i;
            if (!isCovered
                    && graph.aloneBytes(i) > memoryBytes
                    && graph.weightsBytes(i) < graph.aloneBytes(i) - graph.weightsBytes(i)) {
                Optional<Seams.Seam> from = seams.before(i, memoryBytes / SMALL);
                Optional<Seams.Seam> to = seams.after(i, memoryBytes / SMALL);
                if (from.isPresent() && to.isPresent()) {
                    stretches.add(new Stretch(from.get(), to.get()));
                }
            }
        }
        return stretches;
    }

    private static List<Stretch> fused(List<Stretch> stretches) {
        List<Stretch> fused = new ArrayList<>();
        for (Stretch stretch : stretches) {
            Stretch before = fused.isEmpty() ? null : fused.get(fused.size() - 1);
            if (before != null && before.to().after() >= stretch.from().after()) {
                fused.set(fused.size() - 1, new Stretch(before.from(), stretch.to()));
            } else {
                fused.add(stretch);
            }
        }
        return fused;
    }

    /** The coarsest grid whose every tile fits as a part of its own. */
    private Optional<Split> grid(Stretch stretch, long memoryBytes) {
        for (int[] grid : GRIDS) {
            Optional<Split> split = split(stretch, grid[0], grid[1]);
            Optional<Variant> variant = split.flatMap(s -> variants.with(List.of(s)));
            if (variant.isPresent() && tilesFit(variant.get(), memoryBytes)) {
                return split;
            }
        }
        return Optional.empty();
    }

    private Optional<Split> split(Stretch stretch, int rows, int columns) {
        Node first = seams.first(stretch.from());
        Node last = seams.last(stretch.to());
        boolean areModels = first.origin().equals(first.name()) && last.origin().equals(last.name());
        return areModels ? Optional.of(new Split.Tile(first.name(), last.name(), rows, columns)) : Optional.empty();
    }

    private static boolean tilesFit(Variant variant, long memoryBytes) {
        Map<String, List<Integer>> tiles = new LinkedHashMap<>();
        for (int at = 0; at < variant.graph().nodes().size(); at++) {
            for (String made : variant.graph().nodes().get(at).makes()) {
                Matcher matcher = TILE.matcher(made);
                if (matcher.matches()) {
                    tiles.computeIfAbsent(matcher.group(1), tile -> new ArrayList<>())
                            .add(at);
                }
            }
        }
        PartCosts parts = PartCosts.of(variant.graph(), variant.costs());
        return tiles.values().stream().allMatch(tile -> parts.part(tile).memoryBytes() <= memoryBytes);
    }
}
