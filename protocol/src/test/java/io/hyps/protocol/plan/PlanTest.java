package io.hyps.protocol.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Encoding;
import io.hyps.protocol.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final ObjectMapper TREES = new ObjectMapper();

    @Test
    void comesThroughUnchanged() throws MalformedMessageException {
        PublishedPlan published = Plans.published();

        assertThat(PublishedPlan.decode(Json.encode(published))).isEqualTo(published);
        assertThat(Json.decodeStrictly("plan", Json.encode(Plans.plan(null)), Plan.class))
                .isEqualTo(Plans.plan(null));
    }

    @Test
    void hasNoPropertiesButItsComponents() throws IOException {
        ObjectNode json = tree(Plans.published());

        assertThat(json.fieldNames()).toIterable().containsExactly("epoch", "planId", "bindings", "plan");
        assertThat(json.get("plan").fieldNames())
                .toIterable()
                .containsExactly(
                        "schema",
                        "model",
                        "manifest",
                        "objective",
                        "residency",
                        "inputs",
                        "outputs",
                        "shards",
                        "tensors",
                        "partitions");
        assertThat(json.at("/plan/tensors/0").fieldNames()).toIterable().containsExactly("name", "type", "shape");
        assertThat(json.at("/plan/partitions/0").fieldNames())
                .toIterable()
                .containsExactly(
                        "id", "replicas", "inputs", "outputs", "nodes", "weightsBytes", "peakMemoryBytes", "slice");
        assertThat(json.at("/plan/partitions/0/slice").fieldNames())
                .toIterable()
                .containsExactly("graph", "weights");
        assertThat(json.at("/plan/partitions/0/slice/graph").fieldNames())
                .toIterable()
                .containsExactly("sha256", "bytes");
        assertThat(json.at("/plan/manifest/input").fieldNames())
                .toIterable()
                .containsExactly("tensor", "width", "height", "color", "resize", "padding", "scale", "mean", "std");
        assertThat(json.at("/plan/manifest/output").fieldNames())
                .toIterable()
                .containsExactly("tensor", "activation", "topK", "raw", "labels");
        assertThat(json.get("epoch").asText()).isEqualTo("1-3");
    }

    @Test
    void needsNoMoreThanTheLargestNumber() {
        Partition part = Plans.plan().partitions().get(1);
        Partition first = new Partition(
                "p0", part.replicas(), List.of("input"), List.of("x"), 1, 0, Long.MAX_VALUE, part.slice());
        Partition second =
                new Partition("p1", part.replicas(), List.of("x"), List.of("y"), 1, 0, Long.MAX_VALUE, part.slice());
        List<TensorSpec> tensors = List.of(spec("input"), spec("x"), spec("y"));

        Plan plan = new Plan(
                1,
                Plans.plan().model(),
                null,
                "memory",
                Residency.RESIDENT,
                List.of("input"),
                List.of("y"),
                1,
                tensors,
                List.of(first, second));

        assertThat(plan.peakMemoryBytesByDevice()).isEqualTo(Map.of("d2", Long.MAX_VALUE));
    }

    private static TensorSpec spec(String name) {
        return new TensorSpec(name, ElementType.FLOAT32, Shape.of(1));
    }

    /** The example of docs/protocol.md: whoever writes this in another language must come to the same digest. */
    @Test
    void isTheExampleOfTheDocument() throws IOException, MalformedMessageException {
        String document = Files.readString(Path.of("../docs/protocol.md"));
        byte[] example = block(document, "plan-example").getBytes(StandardCharsets.UTF_8);
        String canonical = block(document, "plan-canonical").strip();

        PublishedPlan published = PublishedPlan.decode(example);

        assertThat(published).isEqualTo(Plans.published());
        assertThat(new String(Json.encodeCanonically(published.plan()), StandardCharsets.UTF_8))
                .isEqualTo(canonical);
        assertThat(Sha256.of(canonical.getBytes(StandardCharsets.UTF_8))).isEqualTo(published.planId());
        assertThat(document).contains(published.planId().hex());
    }

    @Test
    void refusalsNameWhatIsWrong() {
        assertRefusal(p -> p.put("colour", "red"), "unknown field 'colour'");
        assertRefusal(p -> plan(p).put("x", 1), "unknown field 'plan.x'");
        assertRefusal(
                p -> ((ObjectNode) p.at("/plan/partitions/1")).put("x", 1), "unknown field 'plan.partitions[1].x'");
        assertRefusal(p -> p.remove("epoch"), "field 'epoch' is missing");
        assertRefusal(p -> p.put("epoch", "3"), "epoch '3' is not of the form");
        assertRefusal(
                p -> p.put("planId", "0".repeat(64)),
                "its digest is " + Plans.plan().id());
        assertRefusal(
                p -> plan(p).put("objective", "latency"),
                "field 'planId' says " + Plans.plan().id());
        assertRefusal(p -> p.withObject("/bindings").remove("d2"), "field 'bindings' is of [d0, d1]");
        assertRefusal(p -> p.withObject("/bindings").put("d3", "edge-9"), "field 'bindings' is of [d0, d1, d2, d3]");
        assertRefusal(p -> p.withObject("/bindings").put("d2", "edge-1"), "gives one device two parts");
        assertRefusal(p -> p.withObject("/bindings").put("d2", "a/b"), "device 'a/b'");
        assertRefusal(p -> plan(p).put("schema", 2), "field 'schema' is 2, this version reads 1");
        assertRefusal(p -> plan(p).put("shards", 3), "has 2 replicas, which do not divide the 3 shards");
        assertRefusal(p -> plan(p).put("shards", 0), "field 'shards' is 0");
        assertRefusal(p -> plan(p).put("shards", 1.5), "shards");
        assertRefusal(p -> plan(p).put("tolerance", 0), "field 'tolerance' is 0.0");
        assertRefusal(p -> plan(p).put("tolerance", 1.5), "field 'tolerance' is 1.5");
        assertRefusal(p -> plan(p).putArray("inputs"), "at least one input");
        assertRefusal(p -> array(p, "inputs").add("ghost"), "tensor 'ghost' of the model's inputs is not in 'tensors'");
        assertRefusal(p -> array(p, "outputs").add("ghost"), "output 'ghost' is made by no partition");
        assertRefusal(p -> array(p, "tensors").remove(1), "tensor '/relu/out:0' of partition 'p0' is not in 'tensors'");
        assertRefusal(p -> array(p, "tensors").add(array(p, "tensors").get(0)), "tensor 'input' stands twice");
        assertRefusal(p -> array(p, "partitions").remove(0), "input '/relu/out:0' of partition 'p1' is made by no");
        assertRefusal(p -> array(p, "partitions").add(array(p, "partitions").get(1)), "partition 'p1' stands twice");
        assertRefusal(
                p -> ((ObjectNode) p.at("/plan/partitions/1"))
                        .putArray("outputs")
                        .add("/relu/out:0"),
                "tensor '/relu/out:0' of partition 'p1' is made twice");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/partitions/0")).putArray("replicas"), "field 'replicas' is empty");
        assertRefusal(
                p -> ((ObjectNode) p.at("/plan/partitions/0"))
                        .putArray("replicas")
                        .add("d0")
                        .add("d0"),
                "names one twice");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/partitions/0/slice/graph")).put("bytes", 0), "is not empty");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/partitions/0/slice")).remove("graph"), "field 'graph' is missing");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/model")).put("name", "other"), "the manifest is of model 'tiny'");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/tensors/0")).put("type", "string"), "element type 'string'");
        assertRefusal(
                p -> ((ObjectNode) p.at("/plan/tensors/0")).putArray("shape").add(-1), "negative dimension");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/tensors/0")).put("shape", "x"), "plan.tensors[0].shape");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/tensors/0")).put("encoding", "zip"), "encoding 'zip' is unknown");
        assertRefusal(
                p -> ((ObjectNode) p.at("/plan/tensors/2")).put("encoding", "lz4"),
                "output 'logits' has an encoding: outputs travel raw");
        assertRefusal(
                p -> ((ObjectNode) p.at("/plan/tensors/1")).put("type", "int64").put("encoding", "float16"),
                "tensor '/relu/out:0' is int64[1, 8], which cannot travel as float16");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/partitions/0")).putNull("inputs"), "field 'inputs' is missing");
        assertRefusal(
                p -> ((ObjectNode) p.at("/plan/partitions/0"))
                        .putArray("inputs")
                        .addNull(),
                "plan.partitions[0]");
    }

    @Test
    void saysHowManyFramesAPartitionComputesAtOnce() throws Exception {
        Plan single = Plans.plan();
        ObjectNode tree = (ObjectNode) tree(single);
        ObjectNode first = (ObjectNode) tree.at("/partitions/0");
        first.put("maxBatch", 8);

        Plan batches = Json.decodeStrictly("plan", TREES.writeValueAsBytes(tree), Plan.class);

        assertThat(batches.partitions()).extracting(Partition::framesAtOnce).containsExactly(8, 1);
        assertThat(tree(batches)).isEqualTo(tree);
        assertThat(batches.id()).isNotEqualTo(single.id());
        first.put("maxBatch", 1);
        assertThat(Json.decodeStrictly("plan", TREES.writeValueAsBytes(tree), Plan.class)
                        .id())
                .isEqualTo(single.id());
    }

    @Test
    void refusesFramesAtOnceThatCannotBe() {
        assertRefusal(p -> maxBatch(p, 0), "field 'maxBatch' is 0: use 1 to 64");
        assertRefusal(p -> maxBatch(p, 65), "field 'maxBatch' is 65: use 1 to 64");
        assertRefusal(
                p -> maxBatch(plan(p).put("residency", "turns"), "/partitions/0", 2),
                "partition 'p0' has a 'maxBatch' of 2 and takes turns");
        assertRefusal(
                p -> {
                    maxBatch(p, 2);
                    ((ObjectNode) p.at("/plan/tensors/1"))
                            .putArray("shape")
                            .add(4)
                            .add(2);
                },
                "tensor '/relu/out:0' [4, 2] is not one row a frame");
    }

    private static void maxBatch(ObjectNode published, int frames) {
        maxBatch(published, "/plan/partitions/0", frames);
    }

    private static void maxBatch(ObjectNode tree, String partition, int frames) {
        ((ObjectNode) tree.at(partition)).put("maxBatch", frames);
    }

    @Test
    void saysHowTensorsTravel() throws Exception {
        Plan raw = Plans.plan();
        ObjectNode tree = (ObjectNode) tree(raw);
        ((ObjectNode) tree.at("/tensors/1")).put("encoding", "int8-per-channel");
        tree.put("tolerance", 0.001);

        Plan encoded = Json.decodeStrictly("plan", TREES.writeValueAsBytes(tree), Plan.class);

        assertThat(encoded.tensor("/relu/out:0").travelsAs()).isEqualTo(Encoding.INT8_PER_CHANNEL);
        assertThat(encoded.tensor("input").travelsAs()).isEqualTo(Encoding.RAW);
        assertThat(encoded.tolerance()).isEqualTo(0.001);
        assertThat(tree(encoded)).isEqualTo(tree);
        assertThat(encoded.id()).isNotEqualTo(raw.id());
    }

    @Test
    void isTheSameWhetherItSaysThatATensorIsRawOrNot() throws Exception {
        ObjectNode tree = (ObjectNode) tree(Plans.plan());
        ((ObjectNode) tree.at("/tensors/1")).put("encoding", "raw");

        Plan said = Json.decodeStrictly("plan", TREES.writeValueAsBytes(tree), Plan.class);

        assertThat(said).isEqualTo(Plans.plan());
        assertThat(said.id()).isEqualTo(Plans.plan().id());
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatThrownBy(() -> PublishedPlan.decode("{\"epoch\":".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("plan refused: ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> PublishedPlan.decode(new byte[0])).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> PublishedPlan.decode("null".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("plan refused: it is null");
        assertThatThrownBy(() -> PublishedPlan.decode("[".repeat(1000).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void tellsWhoTakesWhat() {
        PublishedPlan published = Plans.published();
        Partition first = published.plan().partitions().get(0);

        assertThat(published.partitionsOf("edge-2")).containsExactly(first);
        assertThat(published.partitionsOf("edge-9")).isEmpty();
        assertThat(published.takes("edge-1", first, 0)).isTrue();
        assertThat(published.takes("edge-1", first, 1)).isFalse();
        assertThat(published.takes("edge-2", first, 1)).isTrue();
        assertThat(published.takes("edge-3", first, 0)).isFalse();
        assertThat(published.deviceFor("d2")).isEqualTo("edge-3");
        assertThatThrownBy(() -> published.deviceFor("d7")).hasMessage("the plan has no device 'd7'");
        assertThat(published.plan().peakMemoryBytesByDevice()).isEqualTo(Map.of("d0", 4096L, "d1", 4096L, "d2", 2048L));
    }

    @Test
    void routesATensorFromItsProducerToItsConsumers() {
        Plan plan = Plans.plan();

        Route middle = plan.route("/relu/out:0");
        Route output = plan.route("logits");

        assertThat(middle.producer()).contains(plan.partitions().get(0));
        assertThat(middle.consumers()).containsExactly(plan.partitions().get(1));
        assertThat(middle.toGateway()).isFalse();
        assertThat(plan.route("input").producer()).isEmpty();
        assertThat(output.consumers()).isEmpty();
        assertThat(output.toGateway()).isTrue();
        assertThatThrownBy(() -> plan.route("x")).hasMessage("tensor 'x' is not in the plan");
    }

    @Test
    void manifestFillsInWhatIsLeftOut() throws MalformedMessageException {
        String json = "{\"name\":\"m\",\"version\":\"1\",\"licence\":\"MIT\","
                + "\"input\":{\"tensor\":\"x\",\"width\":5,\"height\":4,\"color\":\"rgb\",\"padding\":{\"top\":1,\"bottom\":2,\"left\":3,\"right\":0}},"
                + "\"output\":{\"tensor\":\"y\",\"labels\":[\"a\",\"b\"]}}";

        Manifest manifest = Json.decodeStrictly("manifest", json.getBytes(StandardCharsets.UTF_8), Manifest.class);

        assertThat(manifest.input().resize()).isEqualTo(ImageInput.Resize.NONE);
        assertThat(manifest.input().scale()).isEqualTo(1.0);
        assertThat(manifest.input().mean()).containsExactly(0.0, 0.0, 0.0);
        assertThat(manifest.input().std()).containsExactly(1.0, 1.0, 1.0);
        assertThat(manifest.input().tensorShape()).isEqualTo(Shape.of(1, 3, 7, 8));
        assertThat(manifest.findOutput())
                .contains(new ClassOutput("y", ClassOutput.Activation.NONE, 2, true, List.of("a", "b")));
        assertThat(manifest.dispatch()).isNull();
    }

    @Test
    void manifestFieldsThatSayTheUsualLeaveThePlansIdentity() throws MalformedMessageException, IOException {
        ObjectNode json = tree(Plans.published());
        input(json)
                .put("layout", "nchw")
                .put("type", "float32")
                .put("exif", "apply")
                .put("fill", 0);

        PublishedPlan plan = PublishedPlan.decode(TREES.writeValueAsBytes(json));

        assertThat(plan.plan().id()).isEqualTo(Plans.plan().id());
    }

    @Test
    void manifestSaysLayoutCropTypeAndTheRest() throws MalformedMessageException {
        String json = "{\"name\":\"m\",\"version\":\"1\",\"licence\":\"MIT\","
                + "\"input\":{\"tensor\":\"x\",\"width\":9,\"height\":8,\"color\":\"bgr\",\"resize\":\"cover\",\"crop\":{\"width\":6,\"height\":5,\"top\":3},"
                + "\"layout\":\"nhwc\",\"type\":\"float16\",\"exif\":\"ignore\",\"fill\":114}}";

        Manifest manifest = Json.decodeStrictly("manifest", json.getBytes(StandardCharsets.UTF_8), Manifest.class);

        assertThat(manifest.findOutput()).isEmpty();
        assertThat(manifest.input().tensorShape()).isEqualTo(Shape.of(1, 5, 6, 3));
        assertThat(manifest.input().elementType()).isEqualTo(ElementType.FLOAT16);
        assertThat(manifest.input().appliesExif()).isFalse();
        assertThat(manifest.input().fillLevel()).isEqualTo(114);
        assertThat(manifest.input().kept().leftOf(9)).isEqualTo(1);
        assertThat(manifest.input().kept().topOf(8)).isEqualTo(3);
        assertThat(Json.decodeStrictly("manifest", Json.encode(manifest), Manifest.class))
                .isEqualTo(manifest);
    }

    @Test
    void manifestMayGiveSensorsPriorities() throws MalformedMessageException {
        DispatchOrder order = Json.decodeStrictly(
                "dispatch",
                "{\"priorities\":{\"cam-gate\":10,\"cam-yard\":-1}}".getBytes(StandardCharsets.UTF_8),
                DispatchOrder.class);

        assertThat(order.of("cam-gate")).isEqualTo(10);
        assertThat(order.of("cam-yard")).isEqualTo(-1);
        assertThat(order.of("cam-1")).isZero();
        assertThatThrownBy(() -> new DispatchOrder(Map.of("cam-1", 1001)))
                .hasMessage("priority of sensor 'cam-1' is 1001: use -1000 to 1000");
    }

    @Test
    void manifestRefusalsNameTheField() {
        assertRefusal(p -> input(p).put("width", 0), "field 'width' is 0 pixels");
        assertRefusal(p -> input(p).put("height", 20_000), "field 'height' is 20000 pixels");
        assertRefusal(p -> input(p).put("color", "cmyk"), "cmyk");
        assertRefusal(p -> input(p).put("color", 0), "plan.manifest.input.color");
        assertRefusal(p -> input(p).putArray("std").add(0.0), "field 'std' holds a zero");
        assertRefusal(p -> input(p).putArray("mean").add(0.0).add(0.0), "field 'mean' has 2 values");
        assertRefusal(p -> input(p).remove("tensor"), "field 'tensor' is missing");
        assertRefusal(p -> input(p).withObject("/padding").put("top", -1), "field 'padding' holds -1");
        assertRefusal(p -> input(p).withObject("/padding").remove("top"), "top");
        assertRefusal(p -> input(p).put("resize", "zoom"), "zoom");
        assertRefusal(p -> input(p).put("layout", "chw"), "chw");
        assertRefusal(p -> input(p).put("exif", "maybe"), "maybe");
        assertRefusal(p -> input(p).put("type", "int32"), "field 'type' is int32: use one of");
        assertRefusal(p -> input(p).put("type", "float"), "element type 'float' is unknown");
        assertRefusal(p -> input(p).put("fill", 256), "field 'fill' is 256.0: use 0 to 255");
        assertRefusal(p -> input(p).put("scale", "NaN"), "field 'scale' holds a value that is no finite number");
        assertRefusal(p -> input(p).put("width", 16_000).put("height", 16_000), "976 MiB, more than the 256 MiB");
        assertRefusal(p -> crop(p, 5, 4), "field 'crop' has a width of 5 pixels, the image has 1 to 4");
        assertRefusal(p -> crop(p, 4, 0), "field 'crop' has a height of 0 pixels, the image has 1 to 4");
        assertRefusal(
                p -> crop(p, 2, 2).put("left", 3), "field 'crop' keeps 2 pixels from 'left' 3 on, the image has 4");
        assertRefusal(p -> crop(p, 2, 2).put("top", -1), "field 'crop' keeps 2 pixels from 'top' -1 on");
        assertRefusal(p -> crop(p, 2, 2).remove("height"), "a number is missing");
        assertRefusal(p -> output(p).put("topK", 3), "field 'topK' is 3: use 1 to 2");
        assertRefusal(p -> output(p).putArray("labels"), "field 'labels' is empty");
        assertRefusal(p -> output(p).put("activation", "sigmoid"), "sigmoid");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/manifest")).put("licence", " "), "field 'licence' is empty");
        assertRefusal(p -> ((ObjectNode) p.at("/plan/manifest")).remove("input"), "field 'input' is missing");
    }

    @Test
    void activePlanComesThrough() throws MalformedMessageException {
        ActivePlan active = new ActivePlan(new Epoch(1, 3), Plans.plan().id());

        assertThat(Json.decode("active plan", Json.encode(active), ActivePlan.class))
                .isEqualTo(active);
        assertThat(new String(Json.encode(active), StandardCharsets.UTF_8))
                .isEqualTo("{\"epoch\":\"1-3\",\"planId\":\"" + Plans.plan().id() + "\"}");
    }

    private static void assertRefusal(Consumer<ObjectNode> spoil, String reason) {
        ObjectNode json;
        byte[] bytes;
        try {
            json = tree(Plans.published());
            spoil.accept(json);
            bytes = TREES.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        assertThatThrownBy(() -> PublishedPlan.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("plan refused: ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    private static ObjectNode tree(Object value) throws IOException {
        return (ObjectNode) TREES.readTree(Json.encode(value));
    }

    private static ObjectNode plan(ObjectNode published) {
        return (ObjectNode) published.get("plan");
    }

    private static ArrayNode array(ObjectNode published, String name) {
        return (ArrayNode) published.at("/plan/" + name);
    }

    private static ObjectNode input(ObjectNode published) {
        return (ObjectNode) published.at("/plan/manifest/input");
    }

    private static ObjectNode crop(ObjectNode published, int width, int height) {
        return input(published).putObject("crop").put("width", width).put("height", height);
    }

    private static ObjectNode output(ObjectNode published) {
        return (ObjectNode) published.at("/plan/manifest/output");
    }

    /** The fenced block after the comment that names it. */
    private static String block(String document, String name) {
        List<String> lines = document.lines().toList();
        int start = lines.indexOf("<!-- " + name + " -->") + 2;
        assertThat(start).as("block " + name).isGreaterThan(1);
        int end = start;
        while (!lines.get(end).startsWith("```")) {
            end++;
        }
        return String.join("\n", lines.subList(start, end));
    }
}
