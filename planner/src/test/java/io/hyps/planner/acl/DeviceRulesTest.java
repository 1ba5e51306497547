package io.hyps.planner.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hyps.planner.TestPlans;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceRulesTest {
    private static final String OWN = "hyps/v1/models/m/1-1/tensors/";

    @Test
    void aDeviceWithoutAPartSpeaksForItselfAlone() {
        assertThat(DeviceRules.of("edge-9", List.of(TestPlans.onThreeDevices())))
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
        return DeviceRules.of(device, List.of(TestPlans.onThreeDevices())).stream()
                .map(Rule::topic)
                .toList();
    }

    private static List<String> rules(String device, Access access) {
        return DeviceRules.of(device, List.of(TestPlans.onThreeDevices())).stream()
                .filter(rule -> rule.access() == access)
                .map(Rule::topic)
                .toList();
    }
}
