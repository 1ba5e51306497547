package io.hyps.planner.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.List;
import java.util.stream.IntStream;

/** A row for each partition: how long it receives, computes and sends for one frame. */
final class StageTimes {
    private final ReportData data;
    private final DeviceLoad bottleneck;

    StageTimes(ReportData data, List<DeviceLoad> loads) {
        this.data = data;
        this.bottleneck = DeviceLoad.bottleneck(loads);
    }

    DomContent section() {
        return Page.panel(
                "times",
                "Time for a frame",
                "How long each partition receives, computes and sends." + links()
                        + " The device that is busy longest sets the pace: "
                        + bottleneck.device().id() + ", "
                        + Words.nanos(bottleneck.periodNanos()) + " for each frame.",
                Page.legend("in", "receives", "compute", "computes", "out", "sends"),
                Page.grid(
                        List.of("Partition", "Device", "Receives", "Computes", "Sends", "Receives, computes, sends"),
                        IntStream.range(0, data.parts().size())
                                .mapToObj(this::row)
                                .toList()));
    }

    private String links() {
        boolean unknown = data.parts().stream()
                .flatMap(part -> part.devices().stream())
                .anyMatch(device -> device.bandwidthBytesPerSecond() == 0);
        return unknown ? " Where a link's bandwidth is unknown, transfers count nothing." : "";
    }

    private TrTag row(int at) {
        PlannedPart part = data.parts().get(at);
        double scale = data.parts().stream()
                .mapToDouble(p -> Math.max(p.deviceNanos(), Math.max(p.inNanos(), p.outNanos())))
                .max()
                .orElse(1);
        boolean slowest = bottleneck.parts().contains(at);
        return tr(
                        th(span().withClass("dot " + Colours.of(at)), span(part.id()))
                                .attr("scope", "row"),
                        td(
                                span(part.deviceNames()),
                                span(slowest ? "sets the pace" : "").withClass("mark")),
                        td(Words.nanos(part.inNanos())).withClass("number"),
                        td(Words.nanos(part.deviceNanos())).withClass("number"),
                        td(Words.nanos(part.outNanos())).withClass("number"),
                        td(div(
                                                Page.bar("in", part.inNanos() / scale),
                                                Page.bar("compute", part.deviceNanos() / scale),
                                                Page.bar("out", part.outNanos() / scale))
                                        .withClass("bars thin")
                                        .attr("aria-hidden", "true"))
                                .withClass("drawn"))
                .withCondClass(slowest, "slowest");
    }
}
