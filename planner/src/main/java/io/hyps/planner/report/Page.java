package io.hyps.planner.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.SpanTag;
import j2html.tags.specialized.TrTag;
import java.util.List;

/** The pieces that sections of the page are made of. */
final class Page {
    private static final double LEAST_VISIBLE_SHARE = 0.003;

    private Page() {}

    static DomContent panel(String id, String title, String says, DomContent... content) {
        return section(h2(title).withId(id + "-title"), p(says).withClass("says"))
                .with(content)
                .withId(id)
                .attr("aria-labelledby", id + "-title");
    }

    static DomContent grid(List<String> headings, List<TrTag> rows) {
        return div(table(
                        thead(tr().with(headings.stream()
                                .map(heading -> th(heading).attr("scope", "col"))
                                .toList())),
                        tbody().with(rows)))
                .withClass("scroll")
                .attr("tabindex", "0");
    }

    /** @param stylesAndNames a style and what it stands for, in turn */
    static DivTag legend(String... stylesAndNames) {
        DivTag legend = div().withClass("legend");
        for (int i = 0; i < stylesAndNames.length; i += 2) {
            legend.with(span(span().withClass("key " + stylesAndNames[i]), span(stylesAndNames[i + 1])));
        }
        return legend;
    }

    /** @param share of the width, 0 to 1; anything above nothing is visible */
    static SpanTag bar(String styles, double share) {
        double shown = share > 0 ? Math.max(share, LEAST_VISIBLE_SHARE) : 0;
        return span().withClass("bar " + styles).withStyle("width:" + width(shown));
    }

    static String width(double share) {
        return Svg.number(100 * Math.min(share, 1)) + "%";
    }
}
