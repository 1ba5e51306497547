package io.hyps.planner.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import io.hyps.planner.report.ReportData.Subject;
import io.hyps.protocol.plan.Residency;
import j2html.Config;
import j2html.TagCreator;
import j2html.rendering.FlatHtml;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes {@code report.html}: one file that needs nothing beside it, neither network nor script, and is well-formed XML
 * too. The same data gives the same bytes. Safe to use from several threads.
 */
public final class Report {
    private Report() {}

    /** The page's text; UTF-8 when written. */
    public static String html(ReportData data) {
        boolean turns = data.subject().residency().equals(Residency.TURNS.toString());
        List<DeviceLoad> loads = DeviceLoad.of(data.parts(), turns);
        Headline headline = new Headline(data, loads);
        DomContent page = TagCreator.html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                title(headline.title()),
                                style(rawHtml(styles()))),
                        body(
                                header(
                                        h1(headline.title()),
                                        p(headline.summary()).withClass("summary"),
                                        figures(data, headline)),
                                main(
                                        graph(data),
                                        new MemoryBars(data, loads).section(),
                                        new StageTimes(data, loads).section(),
                                        iff(!data.front().isEmpty(), new FrontChart(data.front()).section()),
                                        new TensorTable(data).section()),
                                footer(p("Plan " + Words.name(data.subject().planId())))))
                .attr("xmlns", "http://www.w3.org/1999/xhtml")
                .withLang("en");
        try {
            Config config = Config.defaults().withEmptyTagsClosed(true);
            return "<!DOCTYPE html>\n" + page.render(FlatHtml.into(new StringBuilder(), config)) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DomContent graph(ReportData data) {
        Scene scene = Scene.of(data.graph(), data.parts());
        return Page.panel(
                "graph",
                "The graph and its cuts",
                "Each area is a partition on its device, with its memory and its time for a frame. Heavy lines are tensors"
                        + " that travel, with their bytes for a frame; what repeats is written once."
                        + (scene.thinned()
                                ? " There are too many lines to draw them all: the table below has them."
                                : ""),
                iff(!data.splits().isEmpty(), ul(each(data.splits(), split -> li(Words.name(split))))),
                div().with(new GraphDrawing(scene, data.parts()).pictures())
                        .withClass("scroll drawing")
                        .attr("tabindex", "0"));
    }

    private static DomContent figures(ReportData data, Headline headline) {
        Subject subject = data.subject();
        DeviceLoad fullest = headline.fullest();
        return dl(
                        figure(
                                "largest device",
                                Words.bytes(fullest.memoryBytes()),
                                "of " + Words.bytes(fullest.device().memoryBytes()) + " on "
                                        + fullest.device().id()),
                        figure(
                                "throughput",
                                Words.threeDigits(data.predicted().throughputPerSecond()) + " /s",
                                "frames, with several under way"),
                        figure("latency", Words.millis(data.predicted().latencyMs()), "for a frame alone"),
                        figure(
                                "sought",
                                Words.name(subject.objective()),
                                headline.optimality() + " Weights: " + Words.name(subject.residency()) + "."),
                        figure("verified", equality(data), headline.verified()))
                .withClass("figures");
    }

    private static String equality(ReportData data) {
        if (data.verification().beyondTolerance().isPresent()) {
            return "different";
        }
        return data.encodings().tolerance().isPresent() ? "within tolerance" : "equal";
    }

    private static DomContent figure(String name, String value, String says) {
        return div(dt(name), dd(value).withClass("value"), dd(says).withClass("says"));
    }

    private static String styles() {
        try (InputStream css = Report.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing from the class path");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
