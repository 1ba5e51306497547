package io.hyps.planner.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.ModelRef;
import io.hyps.protocol.plan.Partition;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.plan.Residency;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.plan.TensorSpec;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** x to h on two devices, h to y on a third. */
class DeviceRulesTest {
    private static final String OWN = "hyps/v1/models/m/1-1/tensors/";

    @Test
    void aDeviceWithoutAPartSpeaksForItselfAlone() {
        assertThat(DeviceRules.of("edge-9", List.of(plan())))
                .extracting(Rule::access, Rule::topic)
                .contains(
                        tuple(Access.SEND, "hyps/v1/devices/edge-9/status"),
                        tuple(Access.SUBSCRIBE, "hyps/v1/models/+/plans/+"));
        assertThat(topics("edge-9")).noneMatch(topic -> topic.contains("tensors") || topic.contains("outputs"));
        assertThat(topics("edge-9"))
                .filteredOn(topic -> topic.contains("/devices/"))
                .allMatch(topic -> topic.startsWith("hyps/v1/devices/edge-9/"));
    }

    @Test
    void aReplicaHasItsShardsOnly() {
        assertThat(rules("edge-1", Access.RECEIVE)).contains(OWN + "x/0", OWN + "x/2");
        assertThat(rules("edge-2", Access.RECEIVE)).contains(OWN + "x/1", OWN + "x/3");
        assertThat(rules("edge-2", Access.SEND)).contains(OWN + "%2Fh%3A0/1", OWN + "%2Fh%3A0/3");
        assertThat(topics("edge-1")).doesNotContain(OWN + "x/1", OWN + "x/+", OWN + "%2Fh%3A0/1");
    }

    @Test
    void whoMakesATensorDoesNotHearItAndWhoHearsItDoesNotMakeIt() {
        assertThat(rules("edge-1", Access.RECEIVE)).noneMatch(topic -> topic.contains("h%3A0"));
        assertThat(rules("edge-3", Access.RECEIVE)).contains(OWN + "%2Fh%3A0/+");
        assertThat(rules("edge-3", Access.SEND)).noneMatch(topic -> topic.startsWith(OWN));
    }

    @Test
    void onlyWhoMakesAnOutputOfTheModelAnswersGateways() {
        assertThat(rules("edge-3", Access.SEND)).contains("hyps/v1/gateways/+/outputs/y");
        assertThat(rules("edge-1", Access.SEND))
                .contains("hyps/v1/gateways/+/outputs/%2Fh%3A0")
                .doesNotContain("hyps/v1/gateways/+/outputs/y");
    }

    private static List<String> topics(String device) {
        return DeviceRules.of(device, List.of(plan())).stream().map(Rule::topic).toList();
    }

    private static List<String> rules(String device, Access access) {
        return DeviceRules.of(device, List.of(plan())).stream()
                .filter(rule -> rule.access() == access)
                .map(Rule::topic)
                .toList();
    }

    private static PublishedPlan plan() {
        SliceRef slice = new SliceRef(new SliceRef.Blob(Sha256.of(new byte[] {1}), 1), null);
        Plan plan = new Plan(
                Plan.SCHEMA,
                new ModelRef("m", "1", Sha256.of(new byte[] {2}), 1),
                null,
                "memory",
                Residency.RESIDENT,
                List.of("x"),
                List.of("y"),
                4,
                Stream.of("x", "/h:0", "y")
                        .map(name -> new TensorSpec(name, ElementType.FLOAT32, Shape.of(1)))
                        .toList(),
                List.of(
                        new Partition("p0", List.of("d0", "d1"), List.of("x"), List.of("/h:0"), 1, 1, 1, slice),
                        new Partition("p1", List.of("d2"), List.of("/h:0"), List.of("y"), 1, 1, 1, slice)));
        return new PublishedPlan(
                new Epoch(1, 1), plan.id(), Map.of("d0", "edge-1", "d1", "edge-2", "d2", "edge-3"), plan);
    }
}
