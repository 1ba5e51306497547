package io.hyps.planner.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.planner.graph.Graph;
import io.hyps.planner.partition.DeviceSpec;
import io.hyps.planner.report.ReportData.FrontPoint;
import io.hyps.planner.report.ReportData.Prediction;
import io.hyps.planner.report.ReportData.Subject;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class ReportTest {
    private static final int LARGEST_BYTES = 2_000_000;

    @Test
    void namesEachPartitionDeviceAndCutWithItsBytes() throws Exception {
        String page = text(Report.html(Plans.vgg16()));

        assertThat(page).contains("vgg16 on 4 devices");
        for (int i = 0; i < 4; i++) {
            assertThat(page).contains("p" + i, "edge-" + (i + 1));
        }
        assertThat(page)
                .contains("588 KiB", "392 KiB", "98.0 KiB", "16.0 KiB", "3.91 KiB")
                .contains("/flatten", "/fc6/relu");
    }

    @Test
    void drawsPlansThatDifferInTheirLastDigitsOnly() {
        String page = pageOf(
                new FrontPoint("one", 3.45, 1000, 1 << 20, true),
                new FrontPoint("two", Math.nextUp(3.45), Math.nextUp(1000.0), 1 << 19, false));

        assertThat(page).contains("this plan: one").hasSizeLessThan(LARGEST_BYTES);
    }

    @Test
    void marksDifferentValuesOnAnAxisOfPlansThatAreNearlyAlike() {
        String page = pageOf(
                new FrontPoint("one", 316.1, 9.79, 1 << 20, true), new FrontPoint("two", 316.4, 3.26, 1 << 20, false));

        assertThat(Pattern.compile("class=\"small middle\"[^>]*>([^<]* ms)<")
                        .matcher(page)
                        .results()
                        .map(mark -> mark.group(1)))
                .hasSizeGreaterThan(1)
                .doesNotHaveDuplicates();
    }

    private static String pageOf(FrontPoint... front) {
        ReportData data = Plans.vgg16();
        return Report.html(new ReportData(
                data.subject(),
                data.predicted(),
                data.graph(),
                data.parts(),
                List.of(front),
                data.splits(),
                data.verification()));
    }

    @Test
    void saysInWordsWhatToExpect() throws Exception {
        assertThat(text(Report.html(Plans.vgg16())))
                .contains("The largest device, edge-3, needs 392 MiB of its 549 MiB.")
                .contains("Predicted: 5.46 frames a second, 358 ms a frame; edge-1 sets the pace.")
                .contains("Verified on 3 samples: equal to the whole model within 2e-7")
                .contains("No contiguous cut of the node order is better.");
    }

    @Test
    void needsNothingFromElsewhere() {
        assertThat(Report.html(Plans.vgg16()).replace("http://www.w3.org/1999/xhtml", ""))
                .doesNotContain("http:", "https:", "<script", "<link", "@import", "url(");
    }

    @Test
    void givesTheSameBytesForTheSamePlan() {
        assertThat(Report.html(Plans.vgg16Split(60, 4))).isEqualTo(Report.html(Plans.vgg16Split(60, 4)));
    }

    @Test
    void writesNamesOfTheModelAsTextWhateverIsInThem() throws Exception {
        String hostile = "</script></style></svg><img src=x onerror='alert(1)'>\"&\u0000\u0007\u202e\uD800";
        Sketch sketch = new Sketch("in" + hostile, 1, 3, 8, 8);
        sketch.node("Conv" + hostile, "first" + hostile, Sketch.shape(1, 4, 8, 8), "in" + hostile);
        sketch.node("Relu", "second" + hostile, Sketch.shape(1, 4, 8, 8), "first" + hostile);
        Graph graph = sketch.graph("second" + hostile);
        ReportData data = Plans.data("model" + hostile, graph, 2, at -> at);

        Document page = parsed(Report.html(data));

        assertThat(count(page, "//*[local-name()='img' or local-name()='script' or @onerror]"))
                .isZero();
        assertThat(page.getDocumentElement().getTextContent())
                .contains("first</script></style></svg><img src=x onerror='alert(1)'>\"&");
    }

    @Test
    void givesEveryPictureATextAlternative() throws Exception {
        Document page = parsed(Report.html(Plans.vgg16Split(4, 4)));

        assertThat(count(page, "//*[local-name()='svg']")).isPositive();
        assertThat(count(page, "//*[local-name()='svg'][not(*[local-name()='title']) or not(@aria-label)]"))
                .isZero();
        assertThat(count(page, "//*[@role='img'][not(@aria-label)]")).isZero();
    }

    @Test
    void staysSmallForThousandNodesOnHundredDevices() throws Exception {
        Graph resnet = Sketch.resnet(110);
        String page = Report.html(Plans.data("deep", resnet, 100, Plans.evenly(resnet, 100)));

        parsed(page);
        assertThat(resnet.nodes()).hasSizeGreaterThan(1000);
        assertThat(page.length()).isLessThan(LARGEST_BYTES);
    }

    @Test
    void drawsDenselyConnectedGraphsWithinSeconds() throws Exception {
        Graph densenet = Sketch.densenet(58);
        long start = System.nanoTime();
        String page = Report.html(Plans.data("dense", densenet, 30, Plans.evenly(densenet, 30)));

        parsed(page);
        assertThat(page.length()).isLessThan(LARGEST_BYTES);
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }

    @Test
    void showsOneBarPerDeviceWhosePartitionsTakeTurns() throws Exception {
        Graph graph = Sketch.vgg16();
        ReportData resident = Plans.vgg16();
        DeviceSpec small = new DeviceSpec("small", 500_000_000, 1, 0);
        List<PlannedPart> parts = resident.parts().stream()
                .map(part -> new PlannedPart(part.id(), part.part(), List.of(small), part.computeNanos()))
                .toList();
        ReportData turns = new ReportData(
                new Subject("vgg16", "00", "latency", "turns", "none", 0.25),
                new Prediction(900, 1.1, 411_000_000),
                graph,
                parts,
                List.of(),
                List.of(),
                Plans.EQUAL);

        String page = text(Report.html(turns));

        assertThat(page)
                .contains("vgg16 on 1 device", "p0 p1 p2 p3", "392 MiB (82 %)")
                .contains("Not proved to be the best. At most 25 % from the best.")
                .doesNotContain("What else could be had");
    }

    @Test
    void sharesTheLoadOfReplicas() {
        PlannedPart part = Plans.vgg16().parts().get(0);
        List<DeviceSpec> replicas = IntStream.range(0, 4)
                .mapToObj(i -> new DeviceSpec("r" + i, 1 << 30, 1, 0))
                .toList();

        List<DeviceLoad> loads = DeviceLoad.of(List.of(new PlannedPart("p0", part.part(), replicas, 4_000_000)), false);

        assertThat(loads).hasSize(4).allSatisfy(load -> assertThat(load.periodNanos())
                .isEqualTo(1_000_000));
    }

    private static Document parsed(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static String text(String page) throws Exception {
        return parsed(page).getDocumentElement().getTextContent();
    }

    private static int count(Document page, String path) throws Exception {
        return ((Double) XPathFactory.newInstance()
                        .newXPath()
                        .evaluate("count(" + path + ")", page, javax.xml.xpath.XPathConstants.NUMBER))
                .intValue();
    }
}
