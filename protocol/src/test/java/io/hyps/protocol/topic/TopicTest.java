package io.hyps.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Epoch;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TopicTest {
    private static final List<Function<String, ? extends Optional<? extends Topic>>> PARSERS = List.of(
            Topic.DeviceStatus::parse,
            Topic.SliceRequests::parse,
            Topic.Plan::parse,
            Topic.Active::parse,
            Topic.Tensor::parse,
            Topic.GatewayOutput::parse,
            Topic.GatewayStatus::parse,
            Topic.SensorImage::parse);

    @Example
    void hasTheTextOfTheDocument() {
        assertThat(Stream.of(
                                new Topic.DeviceStatus("edge-1"),
                                new Topic.SliceRequests("edge-1"),
                                new Topic.SliceChunks("edge-1"),
                                new Topic.BandwidthProbe("edge-1"),
                                new Topic.Plan("fashion", new Epoch(1, 3)),
                                new Topic.Active("fashion"),
                                new Topic.Tensor("fashion", new Epoch(1, 3), "/features/relu:0", 2),
                                new Topic.GatewayOutput("gw-1", "logits"),
                                new Topic.GatewayStatus("gw-1"),
                                new Topic.ClientHolder("hyps-planner"),
                                new Topic.PlannerRequests(),
                                new Topic.PlannerReplies("hyps-cli-1"),
                                new Topic.SensorImage("cam 1", "fashion"),
                                new Topic.SensorAccepted("cam 1", "fashion"),
                                new Topic.SensorResult("cam 1", "fashion"))
                        .map(Topic::toString))
                .containsExactly(
                        "hyps/v1/devices/edge-1/status",
                        "hyps/v1/devices/edge-1/slices/request",
                        "hyps/v1/devices/edge-1/slices/chunks",
                        "hyps/v1/devices/edge-1/probe",
                        "hyps/v1/models/fashion/plans/1-3",
                        "hyps/v1/models/fashion/active",
                        "hyps/v1/models/fashion/1-3/tensors/%2Ffeatures%2Frelu%3A0/2",
                        "hyps/v1/gateways/gw-1/outputs/logits",
                        "hyps/v1/gateways/gw-1/status",
                        "hyps/v1/clients/hyps-planner/holder",
                        "hyps/v1/planner/requests",
                        "hyps/v1/planner/replies/hyps-cli-1",
                        "hyps/v1/sensors/cam 1/fashion/image",
                        "hyps/v1/sensors/cam 1/fashion/accepted",
                        "hyps/v1/sensors/cam 1/fashion/result");
    }

    @Property
    void tensorTopicsComeThroughWhateverTheTensorsName(@ForAll("names") String tensor) {
        Topic.Tensor topic = new Topic.Tensor("m", new Epoch(0, 1), tensor, 7);
        Topic.GatewayOutput output = new Topic.GatewayOutput("gw", tensor);

        assertThat(topic.toString()).matches("hyps/v1/models/m/0-1/tensors/[A-Za-z0-9._%-]*/7");
        assertThat(Topic.Tensor.parse(topic.toString())).contains(topic);
        assertThat(Topic.GatewayOutput.parse(output.toString())).contains(output);
    }

    @Property
    void parsersNeverThrow(@ForAll String text) {
        PARSERS.forEach(parse -> assertThat(parse.apply(text)).isNotNull());
    }

    @Example
    void refusesHostileLevels() {
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/1-2/tensors/%zz/0")).isEmpty();
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/1-2/tensors/%/0")).isEmpty();
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/1-2/tensors/%ff/0")).isEmpty();
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/1-2/tensors/é/0")).isEmpty();
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/1-2/tensors/a/-1")).isEmpty();
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/1-2/tensors/a/99999999999"))
                .isEmpty();
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/01-2/tensors/a/0")).isEmpty();
        assertThat(Topic.Tensor.parse("hyps/v1/models/m/1-2/tensors/a/0/b")).isEmpty();
        assertThat(Topic.Plan.parse("hyps/v1/models/m/plans/1")).isEmpty();
        assertThat(Topic.Active.parse("hyps/v1/models/../active")).isEmpty();
        assertThat(Topic.SensorImage.parse("hyps/v1/sensors//fashion/image")).isEmpty();
        assertThat(Topic.SensorImage.parse("hyps/v1/sensors/cam/a b/image")).isEmpty();
        assertThatThrownBy(() -> new Topic.SensorImage("a/b", "m")).hasMessageContaining("sensor 'a/b'");
        assertThatThrownBy(() -> new Topic.SensorImage("#", "m")).hasMessageContaining("sensor '#'");
        assertThatThrownBy(() -> new Topic.SensorImage("$SYS", "m")).hasMessageContaining("sensor '$SYS'");
        assertThatThrownBy(() -> new Topic.SensorImage("a\u0000b", "m")).hasMessageContaining("sensor 'a?b'");
        assertThatThrownBy(() -> new Topic.DeviceStatus("a+b")).hasMessageContaining("device 'a+b'");
        assertThatThrownBy(() -> new Topic.DeviceStatus("x".repeat(65))).hasMessageContaining("not an identifier");
    }

    @Example
    void sharedFilterIsThatOfTheImages() {
        assertThat(Topic.SensorImage.sharedFilter("gateways")).isEqualTo("$share/gateways/hyps/v1/sensors/+/+/image");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().ofMaxLength(40).filter(s -> s.chars()
                .noneMatch(c -> Character.isSurrogate((char) c)));
    }
}
