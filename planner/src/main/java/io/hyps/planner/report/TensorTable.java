package io.hyps.planner.report;

import static j2html.TagCreator.details;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;

import io.hyps.planner.encoding.Encodings;
import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All tensors that travel: who publishes them, who reads them, how large they are. */
final class TensorTable {
    private static final int MOST_IN_SIGHT = 24;

    private final ReportData data;

    TensorTable(ReportData data) {
        this.data = data;
    }

    DomContent section() {
        Map<String, String> makers = new LinkedHashMap<>();
        data.graph().inputs().forEach(input -> makers.put(input, "the sensor's gateway"));
        Map<String, List<String>> readers = new LinkedHashMap<>();
        for (PlannedPart part : data.parts()) {
            part.part().outputs().forEach(tensor -> makers.put(tensor, part.id()));
            part.part().inputs().forEach(tensor -> readers.computeIfAbsent(tensor, t -> new ArrayList<>())
                    .add(part.id()));
        }
        data.graph().outputs().forEach(tensor -> readers.computeIfAbsent(tensor, t -> new ArrayList<>())
                .add("the answer"));
        long bytes = makers.keySet().stream()
                .mapToLong(tensor -> Flow.of(data.graph(), tensor).sizeBytes())
                .sum();
        List<TrTag> rows = makers.entrySet().stream()
                .map(maker -> row(
                        Flow.of(data.graph(), maker.getKey()),
                        maker.getValue(),
                        readers.getOrDefault(maker.getKey(), List.of())))
                .toList();
        DomContent table = Page.grid(List.of("Tensor", "From", "To", "Shape", "Bytes", "Travels as"), rows);
        return Page.panel(
                "tensors",
                "Tensors on the way",
                Words.count(rows.size(), "tensor") + ", " + Words.bytes(bytes)
                        + " in all, are published for each frame, each once." + encoded(bytes),
                rows.size() <= MOST_IN_SIGHT ? table : details(summary("Show all " + rows.size()), table));
    }

    private String encoded(long rawBytes) {
        if (data.encodings().edges().isEmpty()) {
            return "";
        }
        double saved = data.encodings().edges().entrySet().stream()
                .mapToDouble(edge -> Flow.of(data.graph(), edge.getKey()).sizeBytes()
                        - edge.getValue().carriage().bytes())
                .sum();
        return " Encoded they are " + Words.bytes(Math.round(rawBytes - saved)) + "."
                + (data.encodings().tolerance().isPresent()
                        ? " A loss is what the answers are off by if only that tensor is encoded."
                        : "");
    }

    private String travelsAs(String tensor) {
        Encodings.Edge edge = data.encodings().edges().get(tensor);
        if (edge == null) {
            return "raw";
        }
        return edge.encoding() + ", " + Words.bytes(Math.round(edge.carriage().bytes()))
                + (edge.encoding().isLossless() ? "" : String.format(Locale.ROOT, ", loss %.1g", edge.loss()));
    }

    private TrTag row(Flow flow, String from, List<String> to) {
        return tr(
                th(Words.shortName(flow.name(), 80)).attr("scope", "row").withClass("name"),
                td(from),
                td(String.join(", ", to)),
                td(flow.shape()).withClass("number"),
                td(Words.bytes(flow.sizeBytes())).withClass("number"),
                td(travelsAs(flow.name())));
    }
}
