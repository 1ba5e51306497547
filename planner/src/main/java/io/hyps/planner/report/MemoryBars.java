package io.hyps.planner.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.List;
import java.util.stream.Collectors;

/** A row for each device: weights, tensors and queues in one bar, on the scale of the largest limit. */
final class MemoryBars {
    private final ReportData data;
    private final List<DeviceLoad> loads;

    MemoryBars(ReportData data, List<DeviceLoad> loads) {
        this.data = data;
        this.loads = loads;
    }

    DomContent section() {
        List<TrTag> rows = loads.stream().map(this::row).toList();
        return Page.panel(
                "memory",
                "Memory",
                "What each device must have for its partitions, against what they may use on it (the line). The runner's"
                        + " own base comes on top.",
                Page.legend("weights", "weights", "tensors", "live tensors and workspace", "queues", "queues"),
                Page.grid(List.of("Device", "Partitions", "Need", "Limit", "Weights, tensors, queues"), rows));
    }

    private TrTag row(DeviceLoad load) {
        double scale = loads.stream()
                .mapToDouble(l -> Math.max(l.device().memoryBytes(), l.memoryBytes()))
                .max()
                .orElseThrow();
        long limit = load.device().memoryBytes();
        String share = limit == 0 ? "" : " (" + Words.percent((double) load.memoryBytes() / limit) + ")";
        return tr(
                th(load.device().id()).attr("scope", "row"),
                td(load.parts().stream().map(at -> data.parts().get(at).id()).collect(Collectors.joining(" "))),
                td(Words.bytes(load.memoryBytes()) + share).withClass("number"),
                td(Words.bytes(limit)).withClass("number"),
                td(div(
                                        Page.bar("weights", load.weightsBytes() / scale),
                                        Page.bar("tensors", load.tensorBytes() / scale),
                                        Page.bar("queues", load.queueBytes() / scale),
                                        span().withClass("limit").withStyle("left:" + Page.width(limit / scale)))
                                .withClass("bars")
                                .attr("role", "img")
                                .attr("aria-label", parts(load))
                                .attr("title", parts(load)))
                        .withClass("drawn"));
    }

    private static String parts(DeviceLoad load) {
        return "weights " + Words.bytes(load.weightsBytes()) + ", tensors and workspace "
                + Words.bytes(load.tensorBytes()) + ", queues " + Words.bytes(load.queueBytes());
    }
}
