package io.hyps.planner.hybrid;

import io.hyps.planner.graph.Node;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.rewrite.Split;
import io.hyps.protocol.plan.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The sets of splits worth trying. */
final class Candidates {
    /** Parts of a device's memory: where few large shares cannot be packed, more and smaller ones may. */
    private static final double[] OF_DEVICE = {1, 1.25, 1.5, 2, 3, 4, 6, 8};
    /** Parts of what the best so far needs. */
    private static final double[] OF_BEST = {2, 3, 4, 6, 8};
    /** Parts of what each device has to hold if all hold the same. */
    private static final double[] OF_EVEN = {0.8, 1, 1.5, 2, 3};

    private static final int MOST_FINER = 3;

    private final Residency residency;
    private final Variants variants;
    private final List<DeviceSpec> devices;
    private final Shares shares;
    private final Tiles tiles;
    private final double evenBytes;
    private final double evenNanos;

    Candidates(Variants variants, List<DeviceSpec> devices, Residency residency) {
        this.residency = residency;
        this.variants = variants;
        this.devices = devices;
        shares = new Shares(variants);
        tiles = new Tiles(variants);
        evenBytes = (double) variants.plain().graph().weightsBytes() / devices.size();
        evenNanos = variants.plain().compact().allNanos()
                / devices.stream().mapToDouble(DeviceSpec::speed).sum();
    }

    /** Those in which every node fits the largest device, from the fewest splits on. */
    Stream<Variant> fitting() {
        double most = devices.stream().mapToLong(DeviceSpec::memoryBytes).max().orElse(0);
        Stream<Double> kinds =
                devices.stream().map(d -> (double) d.memoryBytes()).distinct().limit(4);
        return Stream.of(DoubleStream.of(OF_DEVICE).mapToObj(d -> most / d), kinds, even())
                .flatMap(targets -> targets)
                .filter(target -> target <= most && target >= 1)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .flatMap(target -> within(target.longValue()).stream());
    }

    /** Those for a smaller largest need. */
    Stream<Variant> leaner(double worth) {
        // in turns nobody has to hold a share
        Stream<Double> targets = residency == Residency.TURNS
                ? DoubleStream.of(OF_BEST).mapToObj(d -> worth / d)
                : Stream.concat(even(), Stream.of(worth / 2));
        return targets.filter(target -> target < worth && target >= 1)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .flatMap(target -> within(target.longValue()).stream());
    }

    /**
     * Those that give each device some rows of the first layers; and those in which no node takes long, by channel.
     *
     * @param kept what is needed to fit; finer splits for that are tried as well
     */
    Stream<Variant> faster(List<Split> kept) {
        if (devices.size() < 2) {
            return Stream.empty();
        }
        Stream<List<Split>> finer = kept.isEmpty()
                ? Stream.empty()
                : fitting()
                        .map(Variant::splits)
                        .filter(splits -> !splits.equals(kept))
                        .limit(MOST_FINER);
        return Stream.concat(Stream.of(kept), finer).flatMap(this::fasterBeside);
    }

    private Stream<Variant> fasterBeside(List<Split> kept) {
        Set<String> taken = new HashSet<>();
        kept.forEach(split -> taken.addAll(List.of(split.first(), split.last())));
        int ways = devices.size();
        Stream<List<Split>> channels =
                DoubleStream.of(1, 2, 3).mapToObj(d -> shares.faster(evenNanos / d, ways, taken));
        Stream<List<Split>> rows = Stream.of(1, 4, 16)
                .flatMap(d -> tiles.rows(ways, largestTensorBytes() / (4L * d)).map(List::of).stream());
        return Stream.concat(rows, channels)
                .filter(splits -> !splits.isEmpty())
                .map(splits -> Stream.concat(kept.stream(), splits.stream()).toList())
                .flatMap(splits -> variants.with(splits).stream());
    }

    private Stream<Double> even() {
        return DoubleStream.of(OF_EVEN).mapToObj(d -> evenBytes / d);
    }

    /** Tiles where tensors are too large, channel shares where weights are. */
    private Optional<Variant> within(long memoryBytes) {
        List<Split> splits = new ArrayList<>(tiles.fitting(memoryBytes));
        Set<String> tiled = new HashSet<>();
        if (!splits.isEmpty()) {
            Set<String> left = new HashSet<>();
            variants.with(splits)
                    .ifPresent(v -> v.graph().nodes().stream().map(Node::name).forEach(left::add));
            variants.plain().graph().nodes().stream()
                    .map(Node::name)
                    .filter(name -> !left.contains(name))
                    .forEach(tiled::add);
        }
        splits.addAll(shares.fitting(memoryBytes, tiled));
        return variants.with(splits);
    }

    private long largestTensorBytes() {
        return variants.plain().graph().tensors().values().stream()
                .mapToLong(tensor -> tensor.sizeBytes())
                .max()
                .orElse(0);
    }
}
