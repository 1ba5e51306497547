package io.hyps.planner.acl;

import io.hyps.protocol.topic.Topic;
import java.util.List;

/** What every part but a device may do; plans do not change it. */
final class PartRules {
    static final String CONTROL = "$CONTROL/dynamic-security/v1";
    static final String CONTROL_RESPONSES = CONTROL + "/response";

    private static final String EVERY_CHUNK = Topic.ROOT + "/devices/+/slices/chunks";
    private static final String EVERY_REPLY = Topic.ROOT + "/planner/replies/+";
    private static final String EVERY_OUTPUT = Topic.ROOT + "/gateways/+/outputs/+";
    private static final String EVERY_ACCEPTED = Topic.ROOT + "/sensors/+/+/accepted";
    private static final String BELOW_SENSORS = Topic.ROOT + "/sensors/+/#";

    private PartRules() {}

    static List<Rule> planner() {
        Topic holder = new Topic.ClientHolder("hyps-planner");
        return new Rules()
                .hear(
                        Topic.DeviceStatus.ALL_FILTER,
                        Topic.SliceRequests.ALL_FILTER,
                        Topic.GatewayStatus.ALL_FILTER,
                        Topic.Plan.ALL_FILTER,
                        Topic.Active.ALL_FILTER,
                        new Topic.PlannerRequests(),
                        holder)
                .send(EVERY_CHUNK, Topic.Plan.ALL_FILTER, Topic.Active.ALL_FILTER, EVERY_REPLY, holder)
                // it keeps the roles of devices
                .send(CONTROL)
                .hear(CONTROL_RESPONSES)
                .all();
    }

    static List<Rule> gateway(String gateway) {
        return new Rules()
                .hear(Topic.Plan.ALL_FILTER, Topic.Active.ALL_FILTER, Topic.GatewayOutput.filter(gateway))
                .share(Topic.SensorImage.sharedFilter(Topic.SensorImage.GATEWAYS), Topic.SensorImage.ALL_FILTER)
                .send(new Topic.GatewayStatus(gateway), Topic.Tensor.ALL_FILTER, BELOW_SENSORS)
                .all();
    }

    static List<Rule> sensor(String sensor) {
        String own = Topic.ROOT + "/sensors/" + sensor;
        return new Rules().send(own + "/+/image").hearWithin(own + "/#").all();
    }

    /** People at the command line: publish, roll back, send, replay and look; not what only a planner says. */
    static List<Rule> operator() {
        return new Rules()
                .send(
                        new Topic.PlannerRequests(),
                        Topic.SensorImage.ALL_FILTER,
                        Topic.Tensor.ALL_FILTER,
                        Topic.GatewayStatus.ALL_FILTER)
                .hearWithin(
                        EVERY_REPLY,
                        EVERY_OUTPUT,
                        EVERY_ACCEPTED,
                        Topic.SensorResult.ALL_FILTER,
                        Topic.DeviceStatus.ALL_FILTER,
                        Topic.GatewayStatus.ALL_FILTER,
                        Topic.Plan.ALL_FILTER,
                        Topic.Active.ALL_FILTER)
                .all();
    }
}
